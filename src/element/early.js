// What is pressed before the WebAssembly is there to hear it.

/**
 * Holds back what forms in `wrapper` would do before the WebAssembly runs them: there is no page
 * behind them to answer. The hosted page has one, so there they are sent.
 *
 * @returns {{pressed: Set<HTMLElement>, sends: boolean, replay: () => Promise<void>}} the buttons that
 *   are held back; whether a form is on its way, with what was turned; and what presses the buttons,
 *   each once, however often it was pressed
 */
export function held(wrapper, home) {
  const it = {
    pressed: new Set(),
    sends: false,
    async replay() {
      for (const button of it.pressed) {
        // What was done before shows by then.
        await new Promise((done) => setTimeout(done))
        // One that was to turn things off turns nothing on, because they are off by now.
        const turns = button.name === 'turn' && (button.ariaChecked === 'false' ? 'on ' : 'off ')
        if (!turns || button.value.startsWith(turns)) button.click()
      }
    },
  }
  wrapper.addEventListener('submit', (ev) => {
    if (wrapper.dataset.live !== undefined) return
    if (home === 'page') return (it.sends ||= ev.target.method === 'post')
    ev.preventDefault()
    if (ev.submitter) it.pressed.add(ev.submitter)
  })
  return it
}
