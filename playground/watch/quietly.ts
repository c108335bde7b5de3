/** Runs what watches the page. The page goes on as if it were not watched, whatever becomes of that. */
export function quietly(watch: () => void): void {
  try {
    watch()
  } catch {
    // Then less is seen.
  }
}
