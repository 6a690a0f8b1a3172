// What the WebAssembly may ask of the page: `src/browser/page.rs` says what each is for.
import { fits, read } from './answer.js'
import { held } from './early.js'
import { address, endpoint } from './first.js'
import { hex, person, queue } from './queue.js'

/**
 * What one element does for the WebAssembly, for as long as it shows one person's preferences.
 *
 * @param {HTMLElement} element
 * @param {object} its
 * @param {{first?: object}} its.early the first request, as long as it may be of use
 * @param {(fresh?: boolean) => Promise<string>} its.find finds the token
 * @param {(lang: string) => Promise<string[]>} its.texts the texts of a language
 * @param {AbortSignal} its.signal the end of it
 * @param {() => boolean} its.current whether this is still what the element shows
 * @param {() => string | undefined} its.known who that is, as far as tokens tell
 * @param {(close: string) => void} its.name says what the button that closes the dialog is called
 * @param {(type: string, detail: unknown) => void} its.tell fires an event
 */
export function helper(element, { early, signal, find, texts, current, known, name, tell }) {
  const root = element.shadowRoot
  const home = element.getAttribute('home')
  const { store, kept } = queue()
  const wrapper = root.querySelector('.sordino')
  const before = held(wrapper, home)
  let hear, whose
  const heard = new Promise((done) => (hear = done))

  /**
   * What was turned before the WebAssembly was there to hear it: `+/channels/sms`,
   * `=weekly/campaigns/news/frequency`.
   */
  const turned = () => {
    if (before.sends) return ''
    const all = (css) => [...wrapper.querySelectorAll(css)]
    const boxes = all('[role=switch]')
      .filter((box) => box.checked !== box.defaultChecked)
      .map((box) => (box.checked ? '+' : '-') + box.value)
    const chosen = all('option:checked:not([selected])')
      .map((option) => '=' + option.value + option.parentNode.name)
    return [...boxes, ...chosen].join()
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
  // Enter would press the first button of the box's form, whatever that does.
  wrapper.addEventListener('keydown', (ev) => {
    if (ev.key !== 'Enter' || ev.target.type !== 'checkbox') return
    ev.preventDefault()
    if (!ev.repeat) ev.target.click()
  })
  // WebKit leaves what has the focus under the bar.
  wrapper.addEventListener('keyup', ({ key, target }) => key === 'Tab' && target.scrollIntoView({ block: 'nearest' }))
  // A frame in a sandbox may not send forms, and nobody hears of one that would have been: it is told
  // by hand. What it does by itself it does only if nobody has taken it.
  const sent = (ev) => {
    const submitter = ev.target.closest('button')
    const form = submitter?.type === 'submit' && submitter.form
    if (!form || ev.defaultPrevented || !form.reportValidity()) return
    const submit = new SubmitEvent('submit', { submitter, bubbles: true, cancelable: true })
    if (!form.dispatchEvent(submit)) ev.preventDefault()
  }
  if (self !== top) wrapper.addEventListener('click', sent)

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

  /** Puts something else in place of what is there. */
  let focused
  const show = (state, lang, dir, ...nodes) => {
    focused = wrapper.contains(root.activeElement)
    wrapper.replaceChildren(...nodes)
    wrapper.ariaBusy = null
    wrapper.dataset.state = state
    Object.assign(wrapper, { lang, dir })
    if (home === 'app') Object.assign(document.documentElement, { lang, dir })
  }

  /** Sees to what comes with what is new. */
  const settle = (works) => {
    // Where it does not work, the host's own link is the way on.
    if (works) {
      whose = known()
      wrapper.dataset.live = ''
      // After what was turned before, which is taken in next.
      queueMicrotask(() => before.replay().then(hear))
    } else wrapper.append(document.createElement('slot'))
    // Whoever pressed a button that is gone goes on at the top of what replaced it.
    if (focused) begin()
    // What came of a form is said once: a page that is opened again is another page.
    if (home === 'page' && /[?&](done|refused)=/.test(location.search)) {
      const url = new URL(location)
      for (const name of ['done', 'refused', 'pause', 'from', 'until', 'only']) url.searchParams.delete(name)
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

  const request = async (body, fresh) => {
    const token = await find(fresh)
    // It may be somebody else's page now. What waits is kept for whoever it was.
    if (!current() && (!whose || person(token) !== whose)) return new Promise(() => {})
    // What is none would be taken for a network that fails.
    if (!token || /\s/.test(token)) return null
    const init = {
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
    }
    // No `Request`: one that has a body does not leave Firefox while its page goes away.
    return [address(element), init]
  }

  const ask = async (body, fresh) => {
    if (element.document && !body) {
      const text = JSON.stringify(element.document)
      element.document = undefined
      return { status: 200, text, language: element.getAttribute('lang') }
    }
    const asked = !body && early.first
    if (asked) {
      early.first = undefined
      const answer = await asked.answer
      if (answer && fits(asked, element)) return read(answer)
    }
    const fetched = await request(body, fresh)
    if (!fetched) return null
    try {
      const answer = await fetch(...fetched)
      const language = answer.headers.get('Content-Language')
      // A connection that broke amid the answer is no answer.
      return { status: answer.status, text: await answer.text(), language }
    } catch {
      return { status: 0 }
    }
  }

  return {
    home: home ?? '',
    lang: element.getAttribute('lang') ?? undefined,
    focus: focus(element),
    languages: navigator.languages.join(),
    wrapper,
    early: turned,
    /** If something was turned or pressed that is not heard yet, promises that it is. */
    waits: () => wrapper.dataset.live === undefined && (before.pressed.size || turned()) && heard,
    show,
    settle,
    ask,
    comment,
    fields,
    query,
    refocus,
    store,
    kept: async () => (element.hasAttribute('without-queue') ? [] : kept(endpoint(element), await find())),
    part: (body) => ask(body).catch(() => {}),
    texts: (lang) => {
      const promise = texts(lang)
      // Whoever asked hears of a failure when they wait for it; the host's page need not.
      promise.catch(() => {})
      return promise
    },
    uuid,
    pause: (millis) => pause(millis, signal),
    apart: () => document.createDocumentFragment(),
    rest: () => window.scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve)),
    name,
    tell,
    warn: (member) =>
      console.error(`<sordino-preferences>: the backend's answer: \`${member}\` is missing or not of its kind`),
  }
}

function focus(element) {
  const [mode, campaign, channel] = ['mode', 'campaign', 'channel'].map((name) => element.getAttribute(name))
  if (mode !== 'unsubscribe') return
  if (campaign) return '/campaigns/' + campaign + (channel ? '/channels/' + channel : '')
  console.error('<sordino-preferences>: `mode="unsubscribe"` needs the attribute `campaign`: what is to be decided')
}

/** `crypto.randomUUID` is not there on a page without TLS; random bytes are. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 15) | 64
  bytes[8] = (bytes[8] & 63) | 128
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Waits so long, or for the network, or for the end. */
function pause(millis, signal) {
  return new Promise((resolve) => {
    setTimeout(resolve, millis)
    addEventListener('online', resolve, { once: true, signal })
    signal.addEventListener('abort', resolve)
  })
}
