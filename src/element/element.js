// The custom element: what only JavaScript can be, and what it does for the WebAssembly.
import { hex, person, queue } from './queue.js'

/**
 * Defines `<sordino-preferences>`.
 *
 * @param {{css: string, texts: (lang: string) => Promise<string[]>,
 *   wording: () => Promise<{reword: (texts: string[], lang: string, own: object) => string[]}>,
 *   load: () => Promise<{connect: (page: object) => number, disconnect: (element: number) => void,
 *   turn: (element: number, hidden: boolean) => void, leave: (element: number) => void}>}} parts
 *   the address of the style sheet, the texts of a language, what puts a page's own words in place
 *   of some, and the WebAssembly
 */
export function define({ css, texts, wording, load }) {
  /**
   * A preference center.
   *
   * What stands between its tags is shown until it works, and where it cannot.
   *
   * @attr endpoint - the contract's URL, against the page's own. Needed.
   * @attr lang - the language, BCP 47. Default: the person's, else the browser's.
   * @attr mode - `unsubscribe`: one decision first, about `campaign`. Default: the whole center.
   * @attr campaign - what is decided first, by its id in the contract.
   * @attr channel - the channel of it that is meant, by its id. Default: all.
   * @attr scheme - `light`, `dark`, or `auto` as the system has it. Default: as the page around it.
   * @attr density - `compact` for less room. Default: comfortable, with room for a finger.
   * @attr home - `page` on the hosted page. Default: embedded in a website.
   * @attr without-queue - keep nothing on this device. Default: a choice that waits for the network
   *   is kept in `localStorage` until it is answered, at most 30 days, and sent on a later visit.
   * @prop {Record<string, Record<string, string | Record<string, string>>>} words - the page's own
   *   words for some messages: `{ en: { leave: '…' } }`, by language and name. To be set before
   *   `token` and `tokenProvider`, or in one go with them; what does not fit is told in the console
   *   and left out.
   * @attr dialog - show nothing, and load nothing, until `open` is called.
   * @prop {string} token - the link token. One of somebody else, by its `sub`, begins anew.
   * @prop {() => Promise<string>} tokenProvider - promises a token; asked again when one expired.
   * @prop {object} document - the contract's document, where the page has it already: it is not
   *   asked for again. To be set before `token` and `tokenProvider`, or in one go with them.
   * @method reload - begins anew: asks for the document again and shows it.
   * @method open - shows it as a dialog over the page.
   * @method close - ends that.
   * @method unsubscribeAll - turns everything off, as the reader's own button does. Promises the
   *   contract's answer; fails with the code if that is refused, or it could not load.
   * @fires sordino-ready - it works.
   * @fires sordino-change - a change was saved; `detail` is the contract's answer.
   * @fires sordino-error - it could not load, or a change was refused; `detail` is the code.
   * @fires sordino-close - the dialog was closed, by `close`, its button, Escape or the back gesture.
   */
  class SordinoPreferences extends HTMLElement {
    #token
    #provider
    /** What whoever needs a token waits for. */
    #given
    #person
    #root
    #page
    #dialog
    /** What its button is called. */
    #close = 'Close'
    /** Ends what the element began. */
    #end

    static observedAttributes = ['endpoint', 'lang', 'mode', 'campaign', 'channel']

    get token() {
      return this.#token
    }
    set token(token) {
      this.#token = token
      this.#answered()
      const [was, is] = [this.#person, person(token)]
      this.#person = is ?? was
      // Nothing of one person is shown to another, or asked for in their name.
      if (this.#root && was && is && was !== is) this.#begin()
    }
    get tokenProvider() {
      return this.#provider
    }
    set tokenProvider(provider) {
      this.#provider = provider
      this.#answered()
    }

    connectedCallback() {
      if (this.#page) return
      // What was set before the element was defined stands in the way of the accessors.
      for (const name of ['token', 'tokenProvider']) {
        if (Object.hasOwn(this, name)) {
          const value = this[name]
          delete this[name]
          this[name] = value
        }
      }
      if (!this.hasAttribute('dialog')) this.#begin()
    }

    /** Somebody who only moves the element puts it in again at once. */
    disconnectedCallback() {
      queueMicrotask(() => {
        if (!this.isConnected) this.#stop()
      })
    }

    attributeChangedCallback(name, was, is) {
      if (this.#page && was !== is) this.#begin()
    }

    reload() {
      if (this.isConnected) this.#begin()
    }

    open() {
      if (!this.#page) this.#begin()
      if (!this.#page || this.#dialog?.open) return
      const wrapper = this.#page.wrapper
      if (!this.#dialog) {
        this.#dialog = modal(() => {
          if (this.#dialog.open) return
          this.#dialog.replaceWith(this.#page?.wrapper ?? '')
          this.#tell('sordino-close')
        })
        this.#dialog.firstChild.ariaLabel = this.#close
      }
      if (!this.#dialog.isConnected) wrapper.before(this.#dialog)
      this.#dialog.append(wrapper)
      this.#dialog.showModal()
    }

    close() {
      this.#dialog?.close()
    }

    unsubscribeAll() {
      if (!this.#page) this.#begin()
      return new Promise((resolve, reject) => {
        const heard = new AbortController()
        const on = (type, run) => this.addEventListener(type, run, { signal: heard.signal })
        on('sordino-change', ({ detail }) => {
          if (detail.document.subscribed) return
          heard.abort()
          resolve(detail)
        })
        on('sordino-error', ({ detail }) => {
          heard.abort()
          reject(new Error(detail))
        })
        const leave = async () => (await load()).leave(this.#page.element)
        if (this.#page.wrapper.dataset.live === undefined) on('sordino-ready', leave)
        else leave()
      })
    }

    #begin() {
      this.#stop()
      if (!this.hasAttribute('endpoint')) {
        console.error('<sordino-preferences>: the attribute `endpoint` is missing: the URL of the contract')
        return
      }
      // What a server rendered is there before this, and shown once.
      const made = !this.#root && (this.shadowRoot ?? this.#late())
      if (!made) this.#blank()
      this.#root = this.shadowRoot
      const page = (this.#page = this.#helper())
      const end = (this.#end = new AbortController())
      load().then(
        ({ connect, disconnect, turn }) => {
          if (end.signal.aborted) return
          page.element = connect(page)
          end.signal.addEventListener('abort', () => disconnect(page.element))
          watch((hidden) => turn(page.element, hidden), end.signal)
        },
        () => this.#tell('sordino-error', 'unavailable'),
      )
    }

    #stop() {
      this.#end?.abort()
      this.#page = undefined
    }

    /** An engine too old for declarative shadow roots leaves the hosted page's in its template. */
    #late() {
      const form = this.querySelector('[shadowrootmode]')
      if (!form) return
      const root = this.attachShadow({ mode: 'open' })
      root.append(form.content)
      return root
    }

    /** Until it works, the host's own words show through the slot. */
    #blank() {
      this.#root ??= this.shadowRoot ?? this.attachShadow({ mode: 'open' })
      const sheet = document.createElement('link')
      sheet.rel = 'stylesheet'
      sheet.href = css
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
      if (this.#dialog?.open) this.#dialog.lastChild.replaceWith(wrapper)
      else this.#root.replaceChildren(sheet, wrapper)
    }

    #tell(type, detail) {
      this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
      if (this.hasAttribute('home')) post({ type, detail })
    }

    /** What the WebAssembly may ask of the page. */
    #helper() {
      const element = this
      const root = this.#root
      const { store, kept } = queue()
      const wrapper = root.querySelector('.sordino')

      /**
       * What was turned before the WebAssembly was there to hear it: `+/channels/sms`,
       * `=weekly/campaigns/news/frequency`.
       */
      const early = () => {
        const all = (css) => [...wrapper.querySelectorAll(css)]
        const turned = all('[role=switch]')
          .filter((box) => box.checked !== box.defaultChecked)
          .map((box) => (box.checked ? '+' : '-') + box.value)
        const chosen = all('option:checked:not([selected])')
          .map((option) => '=' + option.value + option.parentNode.name)
        return [...turned, ...chosen].join()
      }

      const fields = (ev) => {
        const { name, value } = ev.submitter
        // The pause goes, and another may take its place: no key pressed again ends that, too.
        if (value === 'end') ev.target.closest('details').firstElementChild.focus()
        return [...new FormData(ev.target), [name, value]].flat()
      }
      // What is asked for by its length ends on a day that is shown, whatever stood there.
      wrapper.addEventListener('click', ({ target: { name, value, form } }) => {
        if (name === 'days') form.until.valueAsNumber = form.from.valueAsNumber + (value - 1) * 864e5
      })
      const query = () => [...new FormData(wrapper.querySelector('#find'))].flat()
      // Whoever presses twice in haste, or holds a key, means it once: a button that left may by then
      // be the one that comes back.
      const once = (ev) => {
        const again = ev.detail > 1 || (ev.repeat && ev.key === 'Enter')
        if (!again || !ev.target.closest('button')) return
        ev.preventDefault()
        ev.stopPropagation()
      }
      wrapper.addEventListener('click', once, true)
      wrapper.addEventListener('keydown', once, true)

      const begin = () => {
        const title = wrapper.querySelector('h2')
        if (!title) return
        title.tabIndex = -1
        title.focus()
      }

      /** What is hidden loses the focus, when the browser next looks: before or after this. The
       * button that took its place gets it, or else the title. After a refusal the field that is
       * wrong does, unless the reader has gone elsewhere. */
      const refocus = (refused) => {
        const at = root.activeElement
        requestAnimationFrame(() => {
          const now = root.activeElement
          const wrong = refused && wrapper.querySelector('[aria-invalid=true]')
          if (wrong && (!now || now.form === wrong.form)) return wrong.focus()
          if (at?.getClientRects().length !== 0 || (now && now !== at)) return
          const near = at.closest('.bar') ?? at.parentNode
          const next = [...near.querySelectorAll('button')].find((it) => it.checkVisibility?.())
          if (next) next.focus()
          else begin()
        })
      }

      /** Makes room for something else. */
      let focused
      const show = (state, lang, dir) => {
        focused = wrapper.contains(root.activeElement)
        wrapper.replaceChildren()
        wrapper.ariaBusy = null
        wrapper.dataset.state = state
        Object.assign(wrapper, { lang, dir })
      }

      /** Sees to what comes with what is new. */
      const settle = (works) => {
        // Where it does not work, the host's own link is the way on.
        if (works) wrapper.dataset.live = ''
        else wrapper.append(document.createElement('slot'))
        // Whoever pressed a button that is gone goes on at the top of what replaced it.
        if (focused) begin()
        // What came of a form is said once: a page that is opened again is another page.
        if (this.getAttribute('home') === 'page' && /[?&](done|refused)=/.test(location.search)) {
          const url = new URL(location)
          for (const name of ['done', 'refused', 'pause']) url.searchParams.delete(name)
          history.replaceState(history.state, '', url)
        }
      }

      const comment = () => {
        const survey = wrapper.querySelector('.survey details')
        const field = survey.querySelector('textarea')
        const text = field.value.trim()
        field.value = ''
        survey.open = false
        survey.firstElementChild.focus()
        return text
      }

      const endpoint = () => new URL(this.getAttribute('endpoint'), document.baseURI)

      const request = async (body, fresh) => {
        const token = await element.#find(fresh)
        // It is somebody else's page now. What waits is kept for whoever it was.
        if (page !== element.#page) return new Promise(() => {})
        if (!token) return null
        const url = endpoint()
        const lang = this.getAttribute('lang')
        if (lang) url.searchParams.set('lang', lang)
        return new Request(url, {
          method: body ? 'POST' : 'GET',
          body,
          headers: { Authorization: 'Bearer ' + token, ...(body && { 'Content-Type': 'application/json' }) },
          cache: 'no-store',
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          // A choice is sent even if its page is closed the next moment.
          // What browsers send like that is short.
          keepalive: !!body && new Blob([body]).size < 60_000,
          // A connection that hangs is no better than none, and what was sent can be sent again.
          signal: AbortSignal.timeout?.(20_000),
        })
      }

      const ask = async (body, fresh) => {
        if (element.document && !body) {
          const text = JSON.stringify(element.document)
          element.document = undefined
          return { status: 200, text, language: this.getAttribute('lang') }
        }
        const asked = await request(body, fresh)
        if (!asked) return null
        try {
          const answer = await fetch(asked)
          const language = answer.headers.get('Content-Language')
          // A connection that broke amid the answer is no answer.
          return { status: answer.status, text: await answer.text(), language }
        } catch {
          return { status: 0 }
        }
      }

      const page = {
        home: this.getAttribute('home') ?? '',
        lang: this.getAttribute('lang') ?? undefined,
        focus: this.#focus(),
        languages: navigator.languages.join(),
        data: root.querySelector('script')?.textContent,
        wrapper,
        early,
        show,
        settle,
        ask,
        comment,
        fields,
        query,
        refocus,
        store,
        kept: async () => (this.hasAttribute('without-queue') ? [] : kept(endpoint(), await element.#find())),
        part: (body) => ask(body).catch(() => {}),
        texts: (lang) => {
          const promise = this.#texts(lang)
          // Whoever asked hears of a failure when they wait for it; the host's page need not.
          promise.catch(() => {})
          return promise
        },
        uuid,
        pause,
        name: (close) => {
          this.#close = close
          if (this.#dialog) this.#dialog.firstChild.ariaLabel = close
        },
        tell: (type, detail) => element.#tell(type, detail),
        warn: (member) =>
          console.error(`<sordino-preferences>: the backend's answer: \`${member}\` is missing or not of its kind`),
      }
      return page
    }

    #focus() {
      const [mode, campaign, channel] = ['mode', 'campaign', 'channel'].map((name) => this.getAttribute(name))
      if (mode !== 'unsubscribe') return
      if (campaign) return '/campaigns/' + campaign + (channel ? '/channels/' + channel : '')
      console.error('<sordino-preferences>: `mode="unsubscribe"` needs the attribute `campaign`: what is to be decided')
    }

    /** The texts of a language, with the page's own. It has set those by the time that it has said
     * who is meant. */
    async #texts(lang) {
      const all = await texts(lang)
      await this.#identified()
      if (!this.words) return all
      return wording().then((it) => it.reword(all, lang, this.words)).catch(() => all)
    }

    /** Waits until it is said who is meant. */
    async #identified() {
      const linked = this.#token ? undefined : link(this.getAttribute('home'))
      if (linked) this.token = linked
      if (!this.#token && !this.#provider) await this.#asked()
    }

    /** Waits for a token, all who wait for the same one; an app is asked for it. */
    #asked() {
      if (!this.#given) {
        this.#given = later()
        if (this.getAttribute('home') === 'app') post({ type: 'sordino-token' })
      }
      return this.#given.promise
    }

    #answered() {
      this.#given?.resolve()
      this.#given = undefined
    }

    /** From the property, the callback, or the link that led here. */
    async #find(fresh) {
      await this.#identified()
      if (this.#provider && (fresh || !this.#token)) this.token = await this.#provider()
      else if (fresh && this.getAttribute('home') === 'app') await this.#asked()
      return this.#token
    }
  }

  if (!customElements.get('sordino-preferences')) {
    customElements.define('sordino-preferences', SordinoPreferences)
  }
}

/** A dialog with a button that closes it, which stands first. The page around it is a way out, too. */
function modal(closed) {
  const dialog = document.createElement('dialog')
  dialog.className = 'dialog'
  dialog.setAttribute('part', 'dialog')
  dialog.setAttribute('aria-labelledby', 'title')
  const button = document.createElement('button')
  button.className = 'close'
  button.setAttribute('part', 'close')
  button.addEventListener('click', () => dialog.close())
  dialog.append(button)
  dialog.addEventListener('close', closed)
  dialog.addEventListener('click', (ev) => ev.target === dialog && dialog.close())
  return dialog
}

/** Tells the app around a web view, as `docs/webviews.md` says. */
function post(message) {
  const text = JSON.stringify(message)
  window.webkit?.messageHandlers?.sordino?.postMessage(message)
  window.SordinoApp?.postMessage(text)
  window.ReactNativeWebView?.postMessage(text)
  window.flutter_inappwebview?.callHandler('sordino', message)
}

/** Says when the page is hidden, which may be its end, and when it is shown again. */
function watch(say, signal) {
  let was = document.hidden
  const look = ({ type }) => {
    const hidden = type === 'pagehide' || document.hidden
    if (hidden !== was) say((was = hidden))
  }
  document.addEventListener('visibilitychange', look, { signal })
  addEventListener('pagehide', look, { signal })
  addEventListener('pageshow', look, { signal })
}

let linked

/** The token in the address: the hosted page's last part, elsewhere `#sordino=…`. */
function link(home) {
  // What a mail program or a reader left at its end is not part of it.
  if (home === 'page') return /[\w-]+\.[\w-]+\.[\w-]+/.exec(location.pathname)?.[0]
  const token = /[#&]sordino=([\w.-]+)/.exec(location.hash)?.[1]
  linked ??= token
  // It is not left where the next page's Referer, or a shared screenshot, would give it away.
  if (token) history.replaceState(history.state, '', location.pathname + location.search)
  // Every element of the page is the same person's.
  return linked
}

function later() {
  const it = {}
  it.promise = new Promise((resolve) => (it.resolve = resolve))
  return it
}

/** `crypto.randomUUID` is not there on a page without TLS; random bytes are. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 15) | 64
  bytes[8] = (bytes[8] & 63) | 128
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function pause(millis) {
  return new Promise((resolve) => {
    setTimeout(resolve, millis)
    addEventListener('online', resolve, { once: true })
  })
}
