type Props = Record<string, string | number>

/** An element; whatever a visitor typed is text in it, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, String(value))
  node.append(...children)
  return node
}

export function find<T extends Element = HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector)
  if (!found) throw new Error(`The page has no ${selector}`)
  return found
}

export async function copy(button: HTMLElement, text: string): Promise<void> {
  // A second click finds the answer to the first in its place.
  const label = (button.dataset.label ??= button.textContent)
  button.textContent = await navigator.clipboard.writeText(text).then(
    () => 'Copied',
    () => 'Could not copy'
  )
  setTimeout(() => (button.textContent = label), 1500)
}
