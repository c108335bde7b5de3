import { json as jsonLanguage } from '@codemirror/lang-json'
import { HighlightStyle, syntaxHighlighting, syntaxTree } from '@codemirror/language'
import { linter } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { minimalSetup } from 'codemirror'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { readJson } from '../core/json'

interface Props {
  id: string
  label: string
  value: string
  describedBy?: string
  invalid?: boolean
  onInput: (text: string) => void
  onLeave?: () => void
}

const colors = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' }
])

/** Marks where the JSON breaks. Other problems are shown below the editor. */
const mark = linter(
  ({ state }) => {
    const text = state.doc.toString()
    if (text.trim() === '') return []
    try {
      readJson(text)
      return []
    } catch {
      const length = state.doc.length
      let from = length
      syntaxTree(state).iterate({ enter: ({ type, from: at }) => void (type.isError && (from = Math.min(from, at))) })
      const at = Math.max(0, Math.min(from, length - 1))
      return [{ from: at, to: Math.min(length, at + 1), severity: 'error', message: problemOf(text) }]
    }
  },
  { delay: 100 }
)

function problemOf(text: string): string {
  try {
    readJson(text)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

/** An editor for JSON. Tab leaves it, as it leaves any other field. */
export function Editor({ id, label, value, describedBy = '', invalid = false, onInput, onLeave }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const handlers = useRef({ onInput, onLeave })
  handlers.current = { onInput, onLeave }

  // Before paint: a link may focus the editor right away.
  useLayoutEffect(() => {
    const editor = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: value,
        extensions: [
          minimalSetup,
          jsonLanguage(),
          syntaxHighlighting(colors),
          mark,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ id, tabindex: '0', 'aria-label': label, 'aria-describedby': describedBy }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) handlers.current.onInput(state.doc.toString())
          }),
          EditorView.domEventHandlers({ blur: () => handlers.current.onLeave?.() })
        ]
      })
    })
    view.current = editor
    return () => editor.destroy()
  }, [])

  useEffect(() => {
    const { current: editor } = view
    if (editor && editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
    }
  }, [value])

  useEffect(() => view.current?.contentDOM.setAttribute('aria-invalid', String(invalid)), [invalid])

  return <div class="editor" ref={place} />
}
