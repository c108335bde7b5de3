/** What a browser runs. Consent managers block a script by another type; Rocket Loader, which runs it, by a prefix. */
const RUNS = /^$|^module$|(text|application)\/(x-)?[jel]\w*script$/i

/**
 * Finds the site's own tag for the SDK. Returns a function that tells whether it is on its way. It is not once it has run
 * or failed, or the window has loaded: every script that was in the document before has settled by then.
 */
export function siteTag(): () => boolean {
  // The runtime's `loadScript` gives the scripts that it requests a status.
  const tags = 'script[src*="//cdn.rupt.dev/js/rupt.js"]:not([status]):not([nomodule])'
  let tag = Array.from(document.querySelectorAll<HTMLScriptElement>(tags)).find(({ type }) => RUNS.test(type))

  const settled = () => (tag = undefined)
  tag?.addEventListener('load', settled)
  tag?.addEventListener('error', settled)
  return () => !!tag && document.readyState !== 'complete'
}
