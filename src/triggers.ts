import type { JSONObject, JSONValue } from '@segment/actions-core'

/**
 * Rewrites the subscriptions' triggers so that Segment's runtime reads them as Segment's app does.
 *
 * The runtime takes single quotes around a text for a part of it: the preset's own `type = 'page'` would match no
 * event, and nothing would tell why.
 */
export function withReadableTriggers(settings: JSONValue): JSONValue {
  const { subscriptions } = settings as JSONObject
  if (!Array.isArray(subscriptions)) return settings

  return { ...(settings as JSONObject), subscriptions: (subscriptions as JSONObject[]).map(withReadableTrigger) }
}

function withReadableTrigger(subscription: JSONObject): JSONObject {
  const { subscribe } = subscription
  return typeof subscribe === 'string' ? { ...subscription, subscribe: doubleQuoted(subscribe) } : subscription
}

/** A text ends at the next quote of its own kind, so one that holds the other kind stays as it is. */
export function doubleQuoted(trigger: string): string {
  return trigger.replace(/\\.|"[^"]*"|'([^'"]*)'|'[^']*'/g, (token, text?: string) =>
    text === undefined ? token : `"${text}"`
  )
}
