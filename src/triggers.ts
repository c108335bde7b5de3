import type { JSONObject, JSONValue } from '@segment/actions-core'

/**
 * Rewrites the subscriptions' triggers so that Segment's runtime reads them as Segment's app does.
 *
 * The runtime treats single quotes as part of the string: the preset's own `type = 'page'` would match no event, and
 * nothing would report why.
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
 * Replaces single quotes with double quotes.
 *
 * The runtime cannot escape a quote, so `'Bob"s'` cannot be written for it. A trigger with such a string is returned
 * unchanged, and the runtime then treats all of its single quotes as part of the strings.
 */
export function doubleQuoted(trigger: string): string {
  let readable = true
  const rewritten = trigger.replace(/\\.|"[^"]*"|'([^']*)'/g, (token, content?: string) => {
    if (content?.includes('"')) readable = false
    return content === undefined ? token : `"${content}"`
  })
  return readable ? rewritten : trigger
}
