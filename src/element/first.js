// The first request for the document, which does not wait for the rest of the widget.

/** What a backend may answer instead of the document: HTML of it, which can be shown at once. */
const FRAGMENT = 'text/vnd.sordino.fragment'

/**
 * Asks for the document as soon as `find` has a token.
 *
 * It goes by `XMLHttpRequest`, which alone makes a document of HTML as it arrives and without
 * running what is in it. An answer of `undefined` leaves the request to who comes later.
 *
 * @param {string} widget the name of the WebAssembly's file. What the backend renders for another
 *   cannot be brought to life.
 * @returns {{url?: string, token?: string, answer: Promise<XMLHttpRequest | undefined>}} what was
 *   asked for, once it was
 */
export function ask(element, find, widget) {
  const first = {}
  first.answer = find().then((token) => {
    if (!token || element.document || !element.hasAttribute('endpoint')) return
    first.token = token
    first.url = address(element)
    return new Promise((done) => {
      const request = new XMLHttpRequest()
      request.open('GET', first.url)
      request.setRequestHeader('Authorization', 'Bearer ' + token)
      // A server does not know the page's own words, nor what it wants to be decided first.
      const plain = element.words || element.hasAttribute('mode')
      const fragment = plain ? '' : `${FRAGMENT};widget=${widget.split('.')[1]}, `
      request.setRequestHeader('Accept', fragment + 'application/json;q=0.9')
      request.overrideMimeType('text/html;charset=utf-8')
      request.timeout = 20_000
      request.onreadystatechange = () => {
        if (request.readyState === 2 && request.getResponseHeader('Content-Type')?.startsWith(FRAGMENT)) {
          request.responseType = 'document'
        }
      }
      request.onloadend = () => done(request)
      request.send()
    })
  })
  // Whoever waits for it hears of a failure; the host's page need not.
  first.answer.catch(() => {})
  return first
}

/** Where the document of an element is. */
export function address(element) {
  const url = new URL(element.getAttribute('endpoint'), document.baseURI)
  const lang = element.getAttribute('lang')
  if (lang) url.searchParams.set('lang', lang)
  return url.href
}
