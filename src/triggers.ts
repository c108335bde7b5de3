import type { JSONObject, JSONValue } from '@segment/actions-core'

/**
 * Rewrites the subscriptions' triggers so that Segment's runtime reads them as Segment's app does.
 *
 * The runtime takes single quotes around a string for a part of it: the preset's own `type = 'page'` would match no
 * event, and nothing would report why.
 */
export function withReadableTriggers(settings: JSONValue): JSONValue {
  const saved = settings as { subscriptions?: JSONObject[] }
  return { ...saved, subscriptions: saved.subscriptions?.map(withReadableTrigger) } as JSONObject
}

function withReadableTrigger(subscription: JSONObject): JSONObject {
  const { subscribe } = subscription
  return typeof subscribe === 'string' ? { ...subscription, subscribe: doubleQuoted(subscribe) } : subscription
}

/**
 * Puts double quotes in place of single ones.
 *
 * The runtime has no escape for a quote, so it cannot read `'Bob"s'` at all: a trigger with such a string stays as it
 * came. It then compares with the quotes as a part of the string, as it would without this file.
 */
export function doubleQuoted(trigger: string): string {
  let readable = true
  const rewritten = trigger.replace(/\\.|"[^"]*"|'([^']*)'/g, (token, content?: string) => {
    if (content?.includes('"')) readable = false
    return content === undefined ? token : `"${content}"`
  })
  return readable ? rewritten : trigger
}
