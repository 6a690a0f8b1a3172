// What came of the first request for the document.
import { address } from './first.js'
import { parsed, person } from './queue.js'

/** Whether what was asked for is what is wanted now: the page may have thought better of it. */
export function fits({ url, token }, element) {
  return url === address(element) && (token === element.token || person(token) === person(element.token))
}

/** The answer as the WebAssembly takes it. */
export function read(request) {
  const { status, response } = request
  const text = response?.body ? JSON.stringify(data(response)?.document) : response
  return { status, text, language: request.getResponseHeader('Content-Language') }
}

/** What a server's HTML was made from, where it is all there. */
export function data(root) {
  return parsed(() => root.querySelector('script').textContent)
}
