// The npm package's script: as `sordino.js`, but with its files named so that bundlers find them.
import { define } from './element.js'
import { once } from './once.js'
// Made by the build: for each language what loads its texts.
import { texts } from './texts.js'

// A server that renders a page imports this, too, and has no elements.
const elements = globalThis.customElements
const code = () => import('./widget.js')

if (elements) {
  const widget = new URL('./widget.wasm', import.meta.url).href
  define({
    css: new URL('./sordino.css', import.meta.url).href,
    widget,
    languages: Object.keys(texts).map((tag) => tag.split('-')[0]).join('|'),
    code,
    wording: () => import('./wording.js'),
    texts: (lang) => once(lang, () => texts[lang]().then((it) => it.default)),
    load: () =>
      once('', async () => {
        const [it, answer] = await Promise.all([code(), fetch(widget, { priority: 'low' })])
        await it.default(answer)
        return it
      }),
  })
}

export const SordinoPreferences = elements?.get('sordino-preferences')
