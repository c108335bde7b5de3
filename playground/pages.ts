// The pages in the visitor's frame. Paths count from the folder that the playground is served from.

/** The first that fits. All addresses of the site are one page, like those of an app with a router. */
const PAGES: [path: RegExp, file: string][] = [
  [/^(index\.html)?$/, 'index.html'],
  [/^rupt\/challenge$/, 'rupt/challenge.html'],
  [/^site\//, 'site/index.html'],
  [/^/, 'site/landing.html']
]

/** The file that is at a path, for whatever navigates there. */
export const pageAt = (path: string) => PAGES.find(([pattern]) => pattern.test(path))![1]
