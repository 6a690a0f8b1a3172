// The one script of a website: defines the element, and loads the rest beside itself, all of it at
// once.
import { define } from './element.js'
import { once } from './once.js'

// Filled in by the build: the names of the other files, which tell their content; of the languages'
// files the part that tells it, one for all; and the languages.
const [glue, wasm, css, wording, words, languages] = __SORDINO_FILES__
const at = (path) => new URL(path, import.meta.url).href
const code = () => import(at(glue))
const widget = at(wasm)

define({
  css: at(css),
  widget,
  languages,
  code,
  wording: () => import(at(wording)),
  texts: (lang) => once(lang, () => fetch(at(`assets/words-${lang}.${words}.json`)).then((it) => it.json())),
  load: () =>
    once('', async () => {
      // What is shown first needs the network more.
      const [it, answer] = await Promise.all([code(), fetch(widget, { priority: 'low' })])
      await it.default(answer)
      return it
    }),
})
