// A page's own words in place of the widget's, checked against them. Loaded only where there are
// some.

// Filled in by the build: the name of each message, in the order of the texts, and the languages.
const { names, languages } = __SORDINO_MESSAGES__

const forms = ['zero', 'one', 'two', 'few', 'many', 'other']

/** What was complained of once. */
const told = new WeakSet()

/**
 * The texts of a language with a page's own in place of some. What does not fit is told in the
 * console, once, and the widget's own text stays.
 *
 * @param {string[]} texts the widget's, in the order of the names
 * @param {string} lang their language
 * @param {Record<string, Record<string, string | Record<string, string>>>} own the page's, by
 *   language and name; where there is a number in it, a text for each plural form
 * @returns {string[]}
 */
export function reword(texts, lang, own) {
  if (typeof own !== 'object') {
    console.error('<sordino-preferences>: `words`: an object is expected, as { en: { leave: "…" } }')
    return texts
  }
  const first = !told.has(own)
  told.add(own)
  const reworded = [...texts]
  for (const [tag, messages] of Object.entries(own)) {
    const wrong = (key, why) => {
      if (first) console.error(`<sordino-preferences>: \`words.${key}\`: ${why}`)
    }
    if (!languages.includes(tag)) {
      wrong(tag, 'the widget does not speak this language; one of these is expected: ' + languages.join(', '))
      continue
    }
    for (const [name, message] of Object.entries(messages ?? {})) {
      const key = tag + '.' + name
      const at = names.indexOf(name)
      if (at < 0) {
        wrong(key, 'there is no such message')
        continue
      }
      // Each language has the same placeholders, so those of the one that is here do for all.
      const packed = pack(message, texts[at], tag, (form, why) => wrong(key + form, why))
      if (packed && tag === lang) reworded[at] = packed
    }
  }
  return reworded
}

/** The message as the widget takes it, or nothing if it does not fit. */
function pack(message, text, lang, wrong) {
  const lines = text.split('\n')
  const expected = places(lines.at(-1))
  // Only what is counted begins with the name of a form.
  if (!/^[a-z]+=/.test(text)) {
    if (typeof message !== 'string') return wrong('', 'one text is expected')
    const why = misfit(message, expected)
    return why ? wrong('', why) : message
  }
  const rules = new Intl.PluralRules(lang)
  const categories = rules.resolvedOptions().pluralCategories
  if (typeof message !== 'object' || !message) {
    return wrong('', 'a number is in it, so a text for each plural form of the language is expected: ' + sorted(categories).join(', '))
  }
  for (const form of Object.keys(message)) {
    if (!categories.includes(form)) wrong('.' + form, 'the language has no such form')
  }
  const packed = []
  for (const form of sorted(categories)) {
    if (!Object.hasOwn(message, form)) return wrong('.' + form, 'the form is missing')
    const why = misfit(message[form], expected, alone(rules, form))
    if (why) return wrong('.' + form, why)
    packed.push(form + '=' + message[form])
  }
  return packed.join('\n')
}

/** Why a text cannot stand there, if it cannot. */
function misfit(text, expected, alone) {
  if (typeof text !== 'string' || !text.trim()) return 'a text is expected'
  if (/[\r\n]/.test(text)) return 'one line is expected'
  const found = places(text)
  if (/[{}]/.test(text.replace(/\{[^{}]*\}/g, ''))) return 'a brace stands alone'
  if (found.join() === expected.join() || (alone && !found.length)) return
  return `the placeholders expected are ${list(expected)}, and it has ${list(found)}`
}

/** The placeholders of a text, sorted. */
function places(text) {
  return (text.match(/\{[^{}]*\}/g) ?? []).sort()
}

function list(placeholders) {
  return placeholders.join(' ') || 'none'
}

/** In the order in which the widget looks: `other`, which serves every number, last. */
function sorted(categories) {
  return forms.filter((form) => categories.includes(form))
}

/** Whether a form stands for one number alone, which may be said in words then. */
function alone(rules, form) {
  let many = 0
  for (let number = 0; number <= 200; number++) if (rules.select(number) === form) many++
  return many === 1
}
