// Choices that wait for the network, kept on this device from one visit to the next.

/** For so long, in milliseconds. */
const LIFE = 30 * 86_400_000

/**
 * One person's choices at one backend.
 *
 * Each is an item of its own in `localStorage`, `sordino:<whose>:<the change's id>`, so tabs never
 * overwrite each other's, and any of them that hears the answer removes it. `whose` is a hash:
 * neither token nor address is in a name or a value. Without storage, or without TLS (there is no
 * hash then), nothing is kept and everything else works.
 */
export function queue() {
  /** The ids of the changes that this element knows to be kept. */
  const mine = new Set()
  let place

  /** Keeps a line of change sets, as JSON, and nothing that is no longer in it. Answers whether it
   * could. */
  const store = (json) => {
    if (!place) return false
    const line = JSON.parse(json)
    try {
      for (const change of line) {
        if (!mine.has(change.id)) localStorage.setItem(place + change.id, JSON.stringify(change))
        mine.add(change.id)
      }
      for (const id of mine) {
        if (line.some((change) => change.id === id)) continue
        localStorage.removeItem(place + id)
        mine.delete(id)
      }
      return true
    } catch {
      return false
    }
  }

  /** Promises what earlier visits left, the oldest first, or fails where there is no storage or no
   * hash. From here on `store` keeps. */
  const kept = async (endpoint, token) => {
    const whose = new TextEncoder().encode(endpoint + ' ' + (person(token) ?? token))
    const hash = await crypto.subtle.digest('SHA-256', whose)
    place = `sordino:${hex(new Uint8Array(hash, 0, 12))}:`
    const found = []
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith('sordino:')) continue
      const change = parsed(() => localStorage.getItem(name))
      const theirs = name.startsWith(place)
      const fresh = Math.abs(Date.now() - made(change)) < LIFE
      // Nobody means it any more, or it is not one of ours.
      if (!fresh || (theirs && name !== place + change.id)) localStorage.removeItem(name)
      else if (theirs) {
        mine.add(change.id)
        found.push(change)
      }
    }
    return found.sort((one, other) => made(one) - made(other))
  }

  return { store, kept }
}

/** Bytes as hexadecimal digits. */
export function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Whose token it is, as far as it says so: that stays when the token is renewed. */
export function person(token) {
  return parsed(() => atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')))?.sub
}

/** When a change was made, in milliseconds; not a number where there is none. */
function made(change) {
  return Date.parse(change?.made_at)
}

/** What a text says as JSON; nothing where it is none, or cannot be had. */
export function parsed(text) {
  try {
    return JSON.parse(text())
  } catch {
    // Then it is nothing.
  }
}
