import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import type { Answer } from '@sordino/preferences'
import { Preferences } from './Preferences'

const endpoint = document.body.dataset.endpoint!

function Account() {
  const [shown, setShown] = useState(true)
  const [lang, setLang] = useState('en')
  const [answer, setAnswer] = useState<Answer>()
  return (
    <>
      <button id="show" onClick={() => setShown(!shown)}>Show or hide</button>
      <button id="lang" onClick={() => setLang('zh-Hans')}>中文</button>
      <output>{answer?.receipt.changed.map(({ path }) => path).join()}</output>
      {shown && <Preferences endpoint={endpoint} lang={lang} onSaved={setAnswer} />}
    </>
  )
}

createRoot(document.querySelector('#app')!).render(
  <StrictMode>
    <Account />
  </StrictMode>,
)
