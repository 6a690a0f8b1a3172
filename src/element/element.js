// The custom element: its public face, small enough to be there before anything else.
import { ask } from './first.js'

/**
 * Defines `<sordino-preferences>`.
 *
 * @param {object} parts where the rest of the widget is
 * @param {string} parts.css the address of the style sheet
 * @param {string} parts.widget the address of the WebAssembly
 * @param {string} parts.languages the languages that are spoken, without their scripts, with `|`
 *   between
 * @param {() => Promise<{live: (element: HTMLElement, its: object) => object}>} parts.code loads what
 *   the element does, see `life.js`
 * @param {() => Promise<object>} parts.load loads and starts the WebAssembly, the code with it
 * @param {(lang: string) => Promise<string[]>} parts.texts loads the texts of a language
 * @param {() => Promise<{reword: (texts: string[], lang: string, own: object) => string[]}>} parts.wording
 *   loads what puts a page's own words in place of some
 */
export function define(parts) {
  /**
   * A preference center.
   *
   * What stands between its tags is shown until it works, and where it cannot.
   *
   * @attr {string} endpoint - the contract's URL, against the page's own. Needed.
   * @attr {string} lang - the language, BCP 47. Default: the person's, else the browser's.
   * @attr {'unsubscribe'} mode - one decision first, about `campaign`. Default: the whole center.
   * @attr {string} campaign - what is decided first, by its id in the contract.
   * @attr {string} channel - the channel of it that is meant, by its id. Default: all.
   * @attr {'light' | 'dark' | 'auto'} scheme - its colours; `auto` as the system has them. Default:
   *   as the page around it.
   * @attr {'compact'} density - less room. Default: comfortable, with room for a finger.
   * @attr {'page' | 'app'} home - `page` on the hosted page, `app` on one that an app opens.
   *   Default: embedded in a website.
   * @attr {boolean} without-queue - keep nothing on this device. Default: a choice that waits for
   *   the network is kept in `localStorage` until it is answered, at most 30 days, and sent on a
   *   later visit.
   * @attr {boolean} dialog - show nothing, and load nothing, until `open` is called.
   * @prop {Record<string, Record<string, string | Record<string, string>>> | undefined} words - the
   *   page's own words for some messages: `{ en: { leave: '…' } }`, by language and name. To be set
   *   before `token` and `tokenProvider`, or in one go with them; what does not fit is told in the
   *   console and left out.
   * @prop {string | null | undefined} token - the link token. One of somebody else, by its `sub`,
   *   begins anew.
   * @prop {(() => Promise<string>) | undefined} tokenProvider - promises a token; asked again when
   *   one expired.
   * @prop {PreferenceDocument | undefined} document - the contract's document, where the page has it
   *   already: it is not asked for again. To be set before `token` and `tokenProvider`, or in one go
   *   with them.
   * @method {() => void} reload - begins anew: asks for the document again and shows it.
   * @method {() => void} open - shows it as a dialog over the page. On a phone it has a place in the
   *   page's history, so that going back closes it.
   * @method {() => void} close - ends that.
   * @method {() => Promise<Answer>} unsubscribeAll - turns everything off, as the reader's own button
   *   does. Promises the contract's answer; fails with the code if that is refused, or it could not
   *   load.
   * @fires {null} sordino-ready - it works.
   * @fires {Answer} sordino-change - a change was saved; `detail` is the contract's answer.
   * @fires {'offline' | 'expired' | 'invalid' | 'error' | 'unavailable' | ProblemCode} sordino-error -
   *   it could not load, or a change was refused; `detail` is the code.
   * @fires {null} sordino-close - the dialog was closed, by `close`, its button, Escape or, on a phone,
   *   by going back.
   */
  class SordinoPreferences extends HTMLElement {
    #words
    #document
    #token
    #provider
    /** Who waits for a token. */
    #waiting = []
    /** What the element does, once that is loaded; and that it is being loaded. */
    #life
    #starting

    static observedAttributes = ['endpoint', 'lang', 'mode', 'campaign', 'channel']

    // Accessors, as frameworks set an attribute instead of what they do not find on the class.
    get words() {
      return this.#words
    }
    set words(words) {
      this.#words = words
    }
    get document() {
      return this.#document
    }
    set document(document) {
      this.#document = document
    }
    get token() {
      return this.#token
    }
    set token(token) {
      this.#token = token
      this.#answered()
      this.#life?.meet(token)
    }
    get tokenProvider() {
      return this.#provider
    }
    set tokenProvider(provider) {
      this.#provider = provider
      this.#answered()
    }

    connectedCallback() {
      // What was set before the element was defined stands in the way of the accessors.
      for (const name of ['words', 'document', 'token', 'tokenProvider']) {
        if (Object.hasOwn(this, name)) {
          const value = this[name]
          delete this[name]
          this[name] = value
        }
      }
      if (!this.hasAttribute('dialog')) this.#have('show')
    }

    /** Somebody who only moves the element puts it in again at once; what was over the page is not. */
    disconnectedCallback() {
      this.close()
      queueMicrotask(() => this.isConnected || this.#life?.stop())
    }

    attributeChangedCallback(name, was, is) {
      if (was !== is) this.#life?.renew()
    }

    reload() {
      // What the callback gave last may be why.
      if (this.#provider) this.#token = undefined
      if (this.isConnected) this.#have('begin')
    }

    open() {
      this.#have('open')
    }

    close() {
      if (this.#starting) this.#have('close')
    }

    unsubscribeAll() {
      return this.#have('unsubscribeAll')
    }

    /** Has something done, at once if it can be. */
    #have(what) {
      if (this.#life) return this.#life[what]()
      const done = (this.#starting ??= this.#start()).then(() => this.#life[what]())
      // The event tells of a failure.
      done.catch(() => {})
      return done
    }

    /** Begins to load everything at once: none of it waits for another part. */
    async #start() {
      const its = { ...parts, find: (fresh) => this.#find(fresh) }
      parts.load().catch(() => {})
      // Else a server has rendered it.
      if (!this.shadowRoot && !this.querySelector('[shadowrootmode]')) {
        const sheet = document.createElement('link')
        sheet.rel = 'stylesheet'
        sheet.href = parts.css
        // Until it works, the host's own words show through the slot.
        this.attachShadow({ mode: 'open' }).append(sheet, document.createElement('slot'))
        its.first = ask(this, its.find, parts.widget)
        parts.texts(language(this.lang, parts.languages)).catch(() => {})
      }
      try {
        this.#life = (await parts.code()).live(this, its)
      } catch {
        this.#starting = undefined
        const detail = 'unavailable'
        this.dispatchEvent(new CustomEvent('sordino-error', { detail, bubbles: true, composed: true }))
        throw new Error(detail)
      }
    }

    #answered() {
      for (const go of this.#waiting.splice(0)) go()
    }

    /** The token, from the property, the callback, or the link that led here; or waits for it. */
    async #find(fresh) {
      const linked = this.#token ? undefined : link()
      if (linked) this.token = linked
      while (!this.#token || (fresh && this.#provider)) {
        // What is set meanwhile is newer than a late answer.
        const set = new Promise((go) => this.#waiting.push(() => go(this)))
        const token = await Promise.race([set, this.#provider?.() ?? set])
        fresh = false
        if (token === this) continue
        this.token = token
        break
      }
      return this.#token
    }
  }

  if (!customElements.get('sordino-preferences')) {
    customElements.define('sordino-preferences', SordinoPreferences)
  }
}

let linked

/** The token in the address: `#sordino=…`. */
function link() {
  const token = /[#&]sordino=([\w.-]+)/.exec(location.hash)?.[1]
  linked ??= token
  // It is not left where the next page's Referer, or a shared screenshot, would give it away.
  if (token) history.replaceState(history.state, '', location.pathname + location.search)
  // Every element of the page is the same person's.
  return linked
}

/** The language that it will most likely be: `src/lang.rs` says in truth. */
function language(own, spoken) {
  for (const tag of [own, ...navigator.languages]) {
    const name = new RegExp(`^(${spoken})\\b`).exec(tag)?.[0]
    if (name === 'zh') return /ant|TW|HK|MO/.test(tag) ? 'zh-Hant' : 'zh-Hans'
    if (name) return name
  }
  return 'en'
}
