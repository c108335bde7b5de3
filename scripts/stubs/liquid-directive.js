/**
 * Replaces the mapping kit's use of `liquidjs`, 24 kB gzip. The bundles that Segment builds have no `liquidjs` either, so
 * `@liquid` works in no browser. Here the error says so.
 *
 * @param {string} template
 */
export function evaluateLiquid(template) {
  if (template === '') return ''
  throw new Error('Rupt: @liquid does not work in the browser. Use @template, @if or @path.')
}

/** Used by Segment's app alone. */
export const getLiquidKeys = () => []
