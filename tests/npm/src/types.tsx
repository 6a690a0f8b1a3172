// What TypeScript takes, and, in the line after each `@ts-expect-error`, what it must refuse.
import { SordinoPreferences } from '@sordino/preferences'
import type { Answer, Contract, PreferenceDocument, ProblemCode } from '@sordino/preferences'
import type { SordinoPreferencesProps } from '@sordino/preferences/react'

export const made: SordinoPreferences = document.createElement('sordino-preferences')
const element = document.querySelector('sordino-preferences')
if (element instanceof SordinoPreferences) element.reload()

made.token = 'a.b.c'
made.tokenProvider = async () => 'a.b.c'
made.words = { en: { leave: 'Stop everything', count: { one: '{n} thing', other: '{n} things' } } }
export const left: Promise<Answer> = made.unsubscribeAll()
made.open()
// @ts-expect-error: a token is a text.
made.token = 5
// @ts-expect-error: it promises a token.
made.tokenProvider = () => 'a.b.c'
// @ts-expect-error: words are by language first.
made.words = { leave: 'Stop everything' }
// @ts-expect-error: the document is whole.
made.document = { contract: '1' }
// @ts-expect-error: there is no such method.
made.save()

export function told(document: PreferenceDocument): string[] {
  made.document = document
  const off: Contract.Campaign[] = document.campaigns.filter((it) => !it.channels['email'])
  // @ts-expect-error: it may be absent.
  document.survey.reasons
  // @ts-expect-error: it is one of these words.
  document.power = 'everything'
  return off.map(({ label }) => label)
}

made.addEventListener('sordino-change', ({ detail }) => {
  const paths: string[] = detail.receipt.changed.map(({ path }) => path)
  const subscribed: boolean = detail.document.subscribed
  console.log(paths, subscribed)
  // @ts-expect-error: an answer has no such member.
  detail.campaign
})
// Events reach the page around the element.
document.addEventListener('sordino-error', ({ detail }) => {
  const code: ProblemCode = detail
  if (detail === 'offline' || detail === 'required') console.log(code)
  // @ts-expect-error: the detail is a code.
  detail.code
})
addEventListener('sordino-close', (event) => {
  const nothing: null = event.detail
  console.log(nothing)
})

export const jsx = (
  <sordino-preferences
    endpoint="/v1/preferences"
    mode="unsubscribe"
    campaign="spring-sale"
    className="panel"
    dialog
    without-queue
    token="a.b.c"
    tokenProvider={async () => 'a.b.c'}
    ref={(it) => it?.open()}
    onsordino-ready={() => {}}
    onsordino-change={({ detail }) => console.log(detail.receipt.id)}
  >
    <a href="/">Manage what we send you</a>
  </sordino-preferences>
)
// @ts-expect-error: it needs its endpoint.
export const nowhere = <sordino-preferences />
// @ts-expect-error: there is one mode.
export const strange = <sordino-preferences endpoint="/" mode="everything" />
// @ts-expect-error: a listener takes the event.
export const deaf = <sordino-preferences endpoint="/" onsordino-change="saved()" />
export const props: SordinoPreferencesProps = { endpoint: '/', scheme: 'dark' }
