// What is around the page: an app, perhaps, and its coming and going.

/** Tells the app around a web view, as `docs/webviews.md` says. */
export function post(message) {
  const text = JSON.stringify(message)
  window.webkit?.messageHandlers?.sordino?.postMessage(message)
  window.SordinoApp?.postMessage(text)
  window.ReactNativeWebView?.postMessage(text)
  window.flutter_inappwebview?.callHandler('sordino', message)
}

/** Says when the page is hidden, which may be its end, and when it is shown again. */
export function watch(say, signal) {
  let was = document.hidden
  const look = ({ type }) => {
    const hidden = type === 'pagehide' || document.hidden
    if (hidden !== was) say((was = hidden))
  }
  document.addEventListener('visibilitychange', look, { signal })
  addEventListener('pagehide', look, { signal })
  addEventListener('pageshow', look, { signal })
}
