/**
 * Stands in for `liquidjs`, 24 kB gzip, as in the bundles that Segment builds: the mapping kit sets an engine up as it
 * loads, and needs it only for a mapping with `@liquid`.
 */
export class Liquid {
  registerTag() {}
  registerFilter() {}
  parseAndRenderSync() {
    throw new Error('Rupt: @liquid does not work in the browser. Map the field with @template, @if or @path instead.')
  }
}
