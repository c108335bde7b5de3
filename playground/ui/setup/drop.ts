// A file that is dropped anywhere on the page.

/** Calls `take` with each such file, and marks the page while one is over it. Returns what ends that. */
export function onDrop(take: (file: File) => void): () => void {
  const listening = new AbortController()
  const on = (type: 'dragenter' | 'dragover' | 'dragleave' | 'drop', listener: (event: DragEvent) => void) =>
    window.addEventListener(type, (event) => hasFile(event) && listener(event), listening)
  const mark = (over: boolean) => document.body.classList.toggle('dropping', over)

  on('dragenter', () => mark(true))
  // Else the browser opens the file in place of the page.
  on('dragover', (event) => event.preventDefault())
  on('dragleave', ({ relatedTarget }) => !relatedTarget && mark(false))
  on('drop', (event) => {
    event.preventDefault()
    mark(false)
    take(event.dataTransfer!.files[0])
  })
  return () => listening.abort()
}

const hasFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files')
