import '@sordino/preferences/react'
import type { Answer } from '@sordino/preferences'

const token = async () => (await fetch('/session/token')).text()

export function Preferences({ endpoint, lang, onSaved }: {
  endpoint: string
  lang: string
  onSaved: (answer: Answer) => void
}) {
  return (
    <sordino-preferences
      endpoint={endpoint}
      lang={lang}
      tokenProvider={token}
      onsordino-change={({ detail }) => onSaved(detail)}
    >
      <a href="/preferences">Manage what we send you</a>
    </sordino-preferences>
  )
}
