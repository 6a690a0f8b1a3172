// What is pressed before the WebAssembly is there to hear it.

/**
 * Holds back what forms in `wrapper` would do before the WebAssembly runs them: there is no page
 * behind them to answer. The hosted page has one, so there they are sent.
 *
 * @returns {() => void} does then what was held back: each button once, however often it was pressed
 */
export function held(wrapper, home) {
  const pressed = new Set()
  if (home !== 'page') {
    wrapper.addEventListener('submit', (ev) => {
      if (wrapper.dataset.live !== undefined) return
      ev.preventDefault()
      if (ev.submitter) pressed.add(ev.submitter)
    })
  }
  return () => {
    for (const button of pressed) button.click()
    pressed.clear()
  }
}
