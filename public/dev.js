// The element on the development page: with the WebAssembly that Trunk has started, and with
// styles and words as they stand in the sources.
import { define } from './element.js'
import { live } from './life.js'

const at = (path) => new URL(path, import.meta.url).href

const started = new Promise((resolve) => {
  if (window.wasmBindings) resolve()
  else addEventListener('TrunkApplicationStarted', resolve, { once: true })
})

const read = (name) => fetch(at(`words/${name}.json`)).then((response) => response.json())

// The forms of a counted message travel as lines.
const packed = (message) =>
  typeof message === 'string'
    ? message
    : Object.entries(message).map(([form, text]) => `${form}=${text}`).join('\n')

define({
  css: at('style/sordino.css'),
  // The gateway renders for the widget that it embeds, and this is another.
  widget: at('dev.wasm'),
  languages: 'ar|de|en|es|fr|hi|ja|ko|pt|ru|zh',
  code: async () => ({ live }),
  // A language without words gets the English ones, and every language gets the order of those.
  texts: async (lang) => {
    const english = await read('en')
    const words = await read(lang).catch(() => english)
    return Object.keys(english).map((key) => packed(words[key]))
  },
  wording: async () => {
    const languages = 'en zh-Hans zh-Hant es pt fr de ja ko ar hi ru'.split(' ')
    globalThis.__SORDINO_MESSAGES__ = { names: Object.keys(await read('en')), languages }
    return import('./wording.js')
  },
  load: () => started.then(() => window.wasmBindings),
})
