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
  return { ...subscription, subscribe: doubleQuoted(String(subscription.subscribe)) }
}

/**
 * Replaces single quotes with double quotes. Leaves a string such as `'Bob"s'` as it is: the runtime cannot escape a quote,
 * so it cannot be written for it.
 */
export function doubleQuoted(trigger: string): string {
  return trigger.replace(/"[^"]*"|'([^'"]*)'|'[^']*'/g, (token, content?: string) =>
    content === undefined ? token : `"${content}"`
  )
}
