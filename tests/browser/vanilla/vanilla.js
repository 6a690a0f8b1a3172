// What one would write by hand, without any library, for a page of switches that save: it fetches
// the person's document, draws it, and sends what is turned. `cargo xtask bench page` measures the
// widget against it. It has no pause, no language, no queue and no way without script.
const main = document.querySelector('main')
const status = document.querySelector('[role=status]')
const given = new URLSearchParams(location.hash.slice(1))
const headers = { Authorization: 'Bearer ' + given.get('sordino') }
// A page of the sender's own has its document from where it is from itself.
const endpoint = given.get('document') ?? main.dataset.endpoint

const answer = await fetch(endpoint, { headers, cache: 'no-store' })
if (answer.ok) draw(await answer.json())
else status.textContent = 'Your choices could not be loaded.'

function draw({ channels, campaigns }) {
  for (const campaign of campaigns) {
    const fieldset = document.createElement('fieldset')
    const legend = document.createElement('legend')
    legend.textContent = campaign.label
    fieldset.append(legend)
    if (campaign.about) {
      const about = document.createElement('p')
      about.textContent = campaign.about
      fieldset.append(about)
    }
    for (const channel of channels.filter((it) => it.id in campaign.channels)) {
      const label = document.createElement('label')
      const box = document.createElement('input')
      box.type = 'checkbox'
      box.checked = campaign.channels[channel.id]
      box.disabled = Boolean(campaign.required)
      box.addEventListener('change', () => save(campaign.id, channel.id, box))
      label.append(box, channel.label)
      fieldset.append(label)
    }
    main.append(fieldset)
  }
}

async function save(campaign, channel, box) {
  status.textContent = 'Saving …'
  const set = { campaigns: { [campaign]: { channels: { [channel]: box.checked } } } }
  const body = JSON.stringify({ id: crypto.randomUUID(), set })
  try {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body,
    })
    if (!answer.ok) throw new Error(answer.status)
    status.textContent = 'Saved.'
  } catch {
    box.checked = !box.checked
    status.textContent = 'Not saved. Please try again.'
  }
}
