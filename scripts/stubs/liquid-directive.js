/**
 * Stands in for the mapping kit's use of `liquidjs`, 24 kB gzip. The bundles that Segment builds have no `liquidjs` either,
 * so a mapping with `@liquid` works in no browser; here it says so.
 *
 * @param {string} template
 */
export function evaluateLiquid(template) {
  if (template === '') return ''
  throw new Error('Rupt: @liquid does not work in the browser. Map the field with @template, @if or @path instead.')
}

/** Asked of the mapping kit by Segment's app alone. */
export const getLiquidKeys = () => []
