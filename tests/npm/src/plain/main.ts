import '@sordino/preferences'

const preferences = document.querySelector('sordino-preferences')!
preferences.tokenProvider = async () => (await fetch('/session/token')).text()
preferences.addEventListener('sordino-change', ({ detail }) => {
  document.querySelector('output')!.value = detail.receipt.changed.map(({ path }) => path).join()
})
