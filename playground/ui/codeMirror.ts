// The editor for JSON. It is most of what the page would load, so it comes once one is opened.
import { json as jsonLanguage } from '@codemirror/lang-json'
import { HighlightStyle, syntaxHighlighting, syntaxTree } from '@codemirror/language'
import { linter } from '@codemirror/lint'
import { Annotation, EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { minimalSetup } from 'codemirror'
import { readJson } from '../core/json'

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
    } catch (error) {
      const length = state.doc.length
      let from = length
      syntaxTree(state).iterate({ enter: ({ type, from: at }) => void (type.isError && (from = Math.min(from, at))) })
      const at = Math.max(0, Math.min(from, length - 1))
      return [{ from: at, to: Math.min(length, at + 1), severity: 'error', message: (error as Error).message }]
    }
  },
  { delay: 100 }
)

/** A text that was set, not typed. */
const set = Annotation.define<true>()

interface Options {
  parent: Element
  text: string
  attributes: Record<string, string>
  onInput: (text: string) => void
  onLeave: () => void
}

/** An editor for JSON. Tab leaves it, as it leaves any other field. */
export function createEditor({ parent, text, attributes, onInput, onLeave }: Options): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        minimalSetup,
        jsonLanguage(),
        syntaxHighlighting(colors),
        mark,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ tabindex: '0', ...attributes }),
        EditorView.updateListener.of(({ docChanged, state, transactions }) => {
          if (docChanged && !transactions.some((one) => one.annotation(set))) onInput(state.doc.toString())
        }),
        EditorView.domEventHandlers({ blur: onLeave })
      ]
    })
  })
}

export function setText(editor: EditorView, text: string): void {
  const { doc } = editor.state
  if (doc.toString() !== text) {
    editor.dispatch({ changes: { from: 0, to: doc.length, insert: text }, annotations: set.of(true) })
  }
}
