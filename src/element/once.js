// What is loaded is loaded once.

const begun = {}

/** Begins something once. Where it fails, another element, or the same one put in again, may have
 * more luck. */
export const once = (name, begin) =>
  (begun[name] ??= begin()).catch((error) => {
    delete begun[name]
    throw error
  })
