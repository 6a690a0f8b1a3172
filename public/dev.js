// The element on the development page: with the WebAssembly that Trunk has started, and with
// styles and words as they stand in the sources.
import { define } from './element.js'

const at = (path) => new URL(path, import.meta.url).href

const started = new Promise((resolve) => {
  if (window.wasmBindings) resolve()
  else addEventListener('TrunkApplicationStarted', resolve, { once: true })
})

define({
  css: at('style/sordino.css'),
  // A language without words gets the English ones, and every language gets the order of those.
  texts: async (lang) => {
    const read = (name) => fetch(at(`words/${name}.json`)).then((response) => response.json())
    const english = await read('en')
    const words = await read(lang).catch(() => english)
    return Object.keys(english).map((key) => words[key])
  },
  load: () => started.then(() => window.wasmBindings),
})
