// The one script of a website: defines the element, and loads the rest beside itself.
import { define } from './element.js'

// Filled in by the build: the names of the other files, which tell their content; of the languages'
// files the part that tells it, one for all.
const [glue, wasm, css, wording, words] = __SORDINO_FILES__
const at = (path) => new URL(path, import.meta.url).href

let loaded
define({
  css: at(css),
  texts: (lang) => fetch(at(`assets/words-${lang}.${words}.json`)).then((response) => response.json()),
  wording: () => import(at(wording)),
  load: () =>
    (loaded ??= import(at(glue)).then(async (it) => {
      await it.default(at(wasm))
      return it
    })).catch((error) => {
      // Another element, or the same one put in again, may have more luck.
      loaded = undefined
      throw error
    }),
})
