// The element as a dialog over the page.

/** A dialog with a button that closes it, which stands first. The page around it is a way out, too. */
export function modal(closed) {
  const dialog = document.createElement('dialog')
  dialog.className = 'dialog'
  dialog.setAttribute('part', 'dialog')
  dialog.setAttribute('aria-labelledby', 'title')
  const button = document.createElement('button')
  button.className = 'close'
  button.setAttribute('part', 'close')
  button.addEventListener('click', () => dialog.close())
  dialog.append(button)
  dialog.addEventListener('close', closed)
  // A press, and not a click: text that is selected to beyond its edge is no way out.
  dialog.addEventListener('mousedown', (ev) => ev.target === dialog && dialog.close())
  return dialog
}
