// What the element does, once this is there: shows what it has, begins anew, opens, ends.
import { data, fits } from './answer.js'
import { post, watch } from './around.js'
import { modal } from './dialog.js'
import { helper } from './helper.js'
import { person } from './queue.js'

/**
 * Brings an element to life.
 *
 * @param {HTMLElement} element
 * @param {object} its what `element.js` knows of it: where the parts of the widget are, how to find
 *   its token, and the first request, if there was one
 */
export function live(element, { texts, wording, load, find, first }) {
  const home = element.getAttribute('home')
  /** When it is said who is meant. */
  const identified = first?.answer.catch(() => {})
  let whose = person(element.token)
  let root, page, dialog, end
  /** Whether it could not load, or waits for an endpoint. */
  let failed, waits
  /** A token that the app was asked for. */
  let asked
  /** What marks the dialog's place in the page's history, how long that was, and its end. */
  const place = Math.random()
  let length, leaving
  /** What the dialog's button is called. */
  let close = 'Close'

  const tell = (type, detail) => {
    if (type === 'sordino-error') failed ||= page?.wrapper.dataset.live === undefined
    // The title begins with what came of a form, which is not the last thing any more.
    if (type === 'sordino-change' && home === 'page') {
      const { title } = document
      document.title = title.slice(Math.max(0, title.indexOf(root.querySelector('h2').textContent)))
    }
    element.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
    if (home !== null) post({ type, detail })
  }

  const its = {
    /** An app is asked for what only it has. */
    find: async (fresh) => {
      if (home === 'app' && !element.tokenProvider && (fresh || !element.token)) {
        if (!asked) {
          asked = {}
          asked.promise = new Promise((resolve) => (asked.resolve = resolve))
          post({ type: 'sordino-token' })
        }
        await asked.promise
      }
      return find(fresh)
    },
    /** The texts of a language, with the page's own. It has set those by the time that it has said
     * who is meant. */
    texts: async (lang) => {
      const all = await texts(lang)
      await identified
      if (!element.words) return all
      return wording().then((it) => it.reword(all, lang, element.words)).catch(() => all)
    },
    name: (word) => {
      close = word
      if (dialog) dialog.firstChild.ariaLabel = close
    },
    tell,
  }

  const begin = () => {
    stop()
    failed = false
    waits = !element.hasAttribute('endpoint')
    if (waits) {
      if (root) blank()
      console.error('<sordino-preferences>: the attribute `endpoint` is missing: the URL of the contract')
      return
    }
    // What a server rendered is there before this, and shown once.
    const made = !root && (element.shadowRoot ?? late(element)).querySelector('.sordino')
    root = element.shadowRoot
    if (!made) blank()
    if (first?.url && !fits(first, element)) first = undefined
    const early = { first }
    const { signal } = (end = new AbortController())
    const mine = helper(element, { ...its, early, signal, current: () => mine === page, known: () => whose })
    page = mine
    if (made) mine.data = data(root)
    Promise.all([load(), made || show(mine, early, signal)]).then(
      ([{ connect, disconnect, leave, turn }]) => {
        if (signal.aborted) return
        mine.element = connect(mine)
        mine.leave = () => leave(mine.element)
        signal.addEventListener('abort', () => {
          // What waits is sent, as when a page is left.
          turn(mine.element, true)
          disconnect(mine.element)
        })
        watch((hidden) => {
          // WebKit resets what is not to be completed, when it takes the page from its history.
          for (const it of root.querySelectorAll('[autocomplete]')) it.autocomplete = hidden ? 'on' : 'off'
          turn(mine.element, hidden)
        }, signal)
      },
      () => {
        if (signal.aborted) return
        end.abort()
        // A switch that nobody hears is worse than the host's own link.
        if (!made) blank()
        tell('sordino-error', 'unavailable')
        // The plain form needs none of this.
        if (home === 'app') its.find().then((token) => token && location.replace(`/p/${token}?plain=1&lang=${element.lang}`))
      },
    )
  }

  /** Shows what the backend rendered, if it did. */
  const show = async (mine, early, signal) => {
    const response = await first?.answer.then((it) => it?.response).catch(() => {})
    if (signal.aborted || !first) return
    const { url, token } = first
    first = undefined
    const made = response?.body && data(response)
    if (!made || element.words || mine.focus || !fits({ url, token }, element)) return
    await styled()
    if (signal.aborted) return
    early.first = undefined
    const { dataset, lang, dir, childNodes } = response.querySelector('.sordino')
    mine.show(dataset.state, lang, dir, ...childNodes)
    // People see it before it is looked through, which takes its time.
    const [all] = await Promise.all([texts(lang), painted()])
    mine.data = { ...made, texts: all }
  }

  /** Waits for the style sheet, or that it does not come. */
  const styled = () => {
    const sheet = root.querySelector('link')
    if (sheet.sheet || !element.isConnected) return
    return new Promise((done) => (sheet.onload = sheet.onerror = done))
  }

  const stop = () => {
    end?.abort()
    page = undefined
    waits = false
  }

  /** What was pressed is heard first. */
  const anew = () => {
    const waits = page?.waits()
    if (waits) waits.then(begin)
    else begin()
  }

  /** Until it works, the host's own words show through the slot. */
  const blank = () => {
    const wrapper = document.createElement('div')
    wrapper.className = 'sordino'
    wrapper.dataset.state = 'loading'
    wrapper.setAttribute('part', 'root')
    wrapper.ariaBusy = 'true'
    // The slot's own content shows where the host has put nothing.
    const slot = document.createElement('slot')
    for (let at = 0; at < 3; at++) {
      const card = document.createElement('div')
      card.className = 'card'
      slot.append(card)
    }
    wrapper.append(slot)
    // A dialog that is open stays so.
    if (dialog?.open) return dialog.lastChild.replaceWith(wrapper)
    // The style sheet stays, too: one that is put in again is read again.
    for (const child of [...root.children]) if (child.localName !== 'link') child.remove()
    root.append(wrapper)
  }

  /** Takes a place in the page's history, where one goes back by a gesture. A frame has none of its
   * own. */
  const take = () => {
    if (self !== top || !dialog.open || !matchMedia('(pointer: coarse)').matches) return
    addEventListener('popstate', gone)
    // Browsers take only so many. One that was left behind is taken again.
    try {
      history[history.state?.sordino ? 'replaceState' : 'pushState']({ ...history.state, sordino: place }, '')
    } catch {}
    length = history.length
  }

  /** Somebody went back, and not to it from what the page put on top. */
  const gone = () => {
    if (history.state?.sordino !== place) dialog.close('back')
  }

  const closed = async () => {
    if (dialog.open) return
    removeEventListener('popstate', gone)
    dialog.replaceWith(page?.wrapper ?? '')
    // The page's own script may be on its way elsewhere, and would be called back.
    if (!dialog.returnValue && history.state?.sordino === place && history.length === length) {
      leaving = new Promise((done) => {
        addEventListener('popstate', done, { once: true })
        // A page may refuse to go back.
        setTimeout(done, 300)
      })
      history.back()
      await leaving
      leaving = undefined
      // Where the page was scrolled comes after that, and what is told may lead elsewhere.
      await new Promise((done) => setTimeout(done))
    }
    if (!dialog.open) tell('sordino-close')
  }

  const it = {
    begin: anew,
    stop,
    show: () => {
      if (!element.isConnected) first = undefined
      else if (!page) begin()
    },
    renew: () => {
      if (page || waits) anew()
    },
    meet: (token) => {
      asked?.resolve()
      asked = undefined
      const [was, is] = [whose, person(token)]
      whose = is ?? was
      // Nothing of one person is shown to another, or asked for in their name.
      if (page && (failed || (was && is && was !== is))) begin()
    },
    open: () => {
      if (!page) begin()
      if (!page || dialog?.open) return
      const { wrapper } = page
      if (!dialog) {
        dialog = modal(closed)
        dialog.firstChild.ariaLabel = close
      }
      if (!dialog.isConnected) wrapper.before(dialog)
      dialog.append(wrapper)
      dialog.returnValue = ''
      dialog.showModal()
      if (leaving) leaving.then(take)
      else take()
    },
    close: () => dialog?.close('page'),
    unsubscribeAll: () => {
      if (!page || failed) begin()
      return new Promise((resolve, reject) => {
        if (!page) return reject(new Error('unavailable'))
        const heard = new AbortController()
        const on = (type, run) => element.addEventListener(type, run, { signal: heard.signal })
        on('sordino-change', ({ detail }) => {
          if (detail.document.subscribed) return
          heard.abort()
          resolve(detail)
        })
        on('sordino-error', ({ detail }) => {
          heard.abort()
          reject(new Error(detail))
        })
        end.signal.addEventListener('abort', () => {
          if (element.isConnected) return
          heard.abort()
          reject(new Error('unavailable'))
        })
        const leave = () => page.leave()
        on('sordino-ready', leave)
        if (page.wrapper.dataset.live !== undefined) leave()
      })
    },
  }

  // What a mail program or a reader left at the link's end is not part of it.
  const linked = home === 'page' && /[\w-]+\.[\w-]+\.[\w-]+/.exec(location.pathname)
  if (linked && !element.token) it.meet((element.token = linked[0]))
  if (home === 'app') its.find().catch(() => {})
  return it
}

// The first date that a browser writes takes it as long as half the page, so it is written in time.
window.requestIdleCallback?.(() => Intl.DateTimeFormat())

/** Waits until the browser has painted, or does not: it paints nothing that nobody sees. */
function painted() {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done))
    setTimeout(done, 100)
  })
}

/** An engine too old for declarative shadow roots leaves the hosted page's in its template. */
function late(element) {
  const root = element.attachShadow({ mode: 'open' })
  root.append(element.querySelector('[shadowrootmode]').content)
  return root
}
