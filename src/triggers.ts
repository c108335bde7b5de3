import type { JSONObject, JSONValue } from '@segment/actions-core'

/**
 * Rewrites the subscriptions' triggers so that Segment's runtime reads them as Segment's app does.
 *
 * The runtime treats single quotes as part of the string: the preset's own `type = 'page'` would match no event, and
 * nothing would report why.
 */
export function withReadableTriggers(settings: JSONValue): JSONValue {
  const saved = settings as { subscriptions?: Subscription[] }
  return {
    ...saved,
    subscriptions: saved.subscriptions?.map((subscription) => ({
      ...subscription,
      subscribe: doubleQuoted(String(subscription.subscribe))
    }))
  } as JSONObject
}

type Subscription = JSONObject & { subscribe?: string }

/**
 * Replaces single quotes with double quotes. The runtime cannot escape a quote in a string, but any character outside one,
 * so `'Bob"s'` becomes `\B\o\b\"\s`.
 */
export function doubleQuoted(trigger: string): string {
  return trigger.replace(/\\.|"[^"]*"|'([^']*)'/g, (token, content?: string) => {
    if (content?.includes('"')) return content.replace(/[^]/g, '\\$&')
    return content === undefined ? token : `"${content}"`
  })
}
