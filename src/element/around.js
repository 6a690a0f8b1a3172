// What is around the page: an app, perhaps, and its coming and going.

/** Tells the app around a web view, as `docs/webviews.md` says. */
export function post(message) {
  const text = JSON.stringify(message)
  const { webkit, SordinoApp, ReactNativeWebView, flutter_inappwebview: flutter } = window
  const ways = [
    () => webkit?.messageHandlers?.sordino?.postMessage(message),
    () => SordinoApp?.postMessage(text),
    () => ReactNativeWebView?.postMessage(text),
    () => flutter?.callHandler('sordino', message),
  ]
  // What fails in an app must not stop the page, nor another way.
  for (const tell of ways) try { tell() } catch {}
  // Flutter's way is there before it leads anywhere.
  if (flutter && !flutter.callHandler) addEventListener('flutterInAppWebViewPlatformReady', ways[3], { once: true })
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
