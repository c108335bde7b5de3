// What of a setup runs, and what is held back.
import type { Held, Running } from '../running'
import { findingAtField, findingField } from '../words/findings'
import { mappingFindings } from './findings'
import { toSubscription } from './setup'
import type { Setup } from './setup'

/** Nothing runs in place of an invalid mapping. */
export function runnable({ settings, mappings }: Setup): Pick<Running, 'settings' | 'subscriptions' | 'held'> {
  const enabled = mappings
    .filter((mapping) => mapping.enabled)
    .map((mapping) => ({ mapping, held: mappingFindings(mapping).find(({ held }) => held) }))
  return {
    settings,
    subscriptions: enabled
      .filter(({ held }) => !held)
      .map(({ mapping }) => ({ ...toSubscription(mapping), id: mapping.id })),
    held: enabled.flatMap(({ mapping: { name }, held }): Held[] =>
      held ? [{ name, field: findingField(held), reason: findingAtField(held) }] : []
    )
  }
}
