import type { EditorView } from '@codemirror/view'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

interface Props {
  id: string
  label: string
  value: string
  describedBy?: string
  invalid?: boolean
  onInput: (text: string) => void
  onLeave?: () => void
}

type CodeMirror = typeof import('./codeMirror')

let arrived: CodeMirror | undefined

/** An editor for JSON: a plain field until CodeMirror has arrived, with the same ID, names and text. */
export function Editor(props: Props) {
  const [codeMirror, setCodeMirror] = useState(arrived)
  const field = useRef<HTMLTextAreaElement>(null)
  /** Where the cursor was in the plain field, if it was there. */
  const selection = useRef<[from: number, to: number] | null>(null)

  useEffect(() => {
    const take = (module: CodeMirror) => {
      arrived = module
      const { current } = field
      if (current && current === document.activeElement) {
        selection.current = [current.selectionStart, current.selectionEnd]
      }
      setCodeMirror(module)
    }
    // Where it cannot be loaded, the plain field does.
    if (!codeMirror) import('./codeMirror').then(take, () => {})
  }, [])

  if (codeMirror) return <CodeEditor {...props} codeMirror={codeMirror} selection={selection.current} />
  const { id, label, value, describedBy = '', invalid = false, onInput, onLeave } = props
  return (
    <textarea
      id={id}
      ref={field}
      class="code"
      rows={value.split('\n').length}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      spellcheck={false}
      value={value}
      onInput={({ currentTarget }) => onInput(currentTarget.value)}
      // Not when CodeMirror takes its place.
      onBlur={() => !selection.current && onLeave?.()}
    />
  )
}

interface CodeProps extends Props {
  codeMirror: CodeMirror
  selection: [from: number, to: number] | null
}

function CodeEditor({
  codeMirror,
  selection,
  id,
  label,
  value,
  describedBy = '',
  invalid = false,
  ...does
}: CodeProps) {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView>(null)
  const handlers = useRef(does)
  handlers.current = does

  // Before paint: a link may focus the editor right away.
  useLayoutEffect(() => {
    const view = codeMirror.createEditor({
      parent: place.current!,
      text: value,
      attributes: { id, 'aria-label': label, 'aria-describedby': describedBy },
      onInput: (text) => handlers.current.onInput(text),
      onLeave: () => handlers.current.onLeave?.()
    })
    editor.current = view
    if (selection) {
      view.dispatch({ selection: { anchor: selection[0], head: selection[1] } })
      view.focus()
    }
    return () => view.destroy()
  }, [])

  // Before the next key: an effect after paint would set the text back to that of the key before it.
  useLayoutEffect(() => codeMirror.setText(editor.current!, value), [value])

  useEffect(() => editor.current!.contentDOM.setAttribute('aria-invalid', String(invalid)), [invalid])

  return <div class="editor" ref={place} />
}
