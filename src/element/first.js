// The first request for the document, which does not wait for the rest of the widget.

/** What a backend may answer instead of the document: HTML of it, which can be shown at once. */
const FRAGMENT = 'text/vnd.sordino.fragment'

/**
 * Asks for the document as soon as `find` has a token.
 *
 * It goes by `XMLHttpRequest`, which alone makes a document of HTML as it arrives and without
 * running what is in it. An answer of `undefined` leaves the request to who comes later.
 *
 * @param {string} widget the address of the WebAssembly. What a backend renders for another cannot
 *   be brought to life, and whoever serves this script is alone trusted with HTML in its page.
 * @returns {{url?: string, token?: string, answer: Promise<XMLHttpRequest | undefined>}} what was
 *   asked for, once it was
 */
export function ask(element, find, widget) {
  const first = {}
  first.answer = find().then((token) => {
    // What is none no header takes.
    if (!token || /\s/.test(token) || element.document || !element.hasAttribute('endpoint')) return
    first.token = token
    first.url = address(element)
    return new Promise((done) => {
      const request = new XMLHttpRequest()
      request.open('GET', first.url)
      request.setRequestHeader('Authorization', 'Bearer ' + token)
      const ours = (url) => new URL(url).origin === new URL(widget).origin
      // A server does not know the page's own words, nor what it wants to be decided first.
      const may = ours(first.url) && !element.words && !element.hasAttribute('mode')
      const fragment = may ? `${FRAGMENT};widget=${/(\w+)\.wasm/.exec(widget)?.[1]}, ` : ''
      request.setRequestHeader('Accept', fragment + 'application/json;q=0.9')
      request.overrideMimeType('text/html;charset=utf-8')
      request.timeout = 20_000
      request.onreadystatechange = () => {
        if (request.readyState !== 2 || !ours(request.responseURL)) return
        if (request.getResponseHeader('Content-Type')?.startsWith(FRAGMENT)) request.responseType = 'document'
      }
      request.onloadend = () => done(request)
      request.send()
    })
  })
  // Whoever waits for it hears of a failure; the host's page need not.
  first.answer.catch(() => {})
  return first
}

/** Where the contract is. */
export const endpoint = (element) => new URL(element.getAttribute('endpoint'), document.baseURI)

/** Where the document of an element is. */
export function address(element) {
  const url = endpoint(element)
  const lang = element.getAttribute('lang')
  if (lang) url.searchParams.set('lang', lang)
  return url.href
}
