// A mapping that sends the email when a visitor is identified.
import { generateFql, validate } from '@segment/destination-subscriptions'
import type { Condition } from '@segment/destination-subscriptions'
import { doubleQuoted } from '../../../src/triggers'
import { pathsOf, sourceOf } from '../mapping/source'
import type { Subscription } from '../running'
import { parse } from '../trigger/reading'

export const ON_IDENTIFY = 'type = "identify"'

/** Whether a mapping does, for whoever is identified. */
export function givesEmailOnIdentify({ enabled, subscribe, mapping }: Subscription): boolean {
  const condition = parse(doubleQuoted(subscribe))
  const takes = condition !== undefined && validate(condition, { type: 'identify' })
  return enabled && takes && pathsOf(sourceOf(mapping.email)).includes('traits.email')
}

export interface IdentifyTrigger {
  trigger: string
  /** The conditions that an identify cannot meet: it attaches others, too. */
  lost: string[]
}

/** The trigger for those identifies whose visitors another trigger is for: `properties.plan` is asked of the traits. */
export function identifyTrigger(trigger: string): IdentifyTrigger {
  const condition = parse(doubleQuoted(trigger))
  if (!condition || condition.operator === 'or') {
    const alone = condition?.children.every(({ type }) => type === 'event-type')
    return { trigger: ON_IDENTIFY, lost: alone || !condition ? [] : [generateFql(condition)] }
  }
  const others = condition.children.filter(({ type }) => type !== 'event-type')
  const carried = others.map((child) => carriedOver(child))
  const kept = carried.filter((child) => child !== undefined)
  return {
    trigger: [ON_IDENTIFY, ...kept.map(fql)].join(' and '),
    lost: others.filter((_, index) => carried[index] === undefined).map(fql)
  }
}

const fql = (condition: Condition) => {
  const text = generateFql({ type: 'group', operator: 'and', children: [condition] })
  return condition.type === 'group' && !text.startsWith('(') ? `(${text})` : text
}

/** The condition as an identify can meet it: its traits are what a page view has as properties. */
function carriedOver(condition: Condition): Condition | undefined {
  if (condition.type === 'group') {
    const children = condition.children.map(carriedOver)
    return children.includes(undefined) ? undefined : { ...condition, children: children as Condition[] }
  }
  if (condition.type === 'event-property') return { ...condition, type: 'event-trait' }
  if (condition.type === 'event-context') {
    const trait = /^traits\.(.+)$/.exec(condition.name)?.[1]
    return trait === undefined ? condition : { ...condition, type: 'event-trait', name: trait }
  }
  return ['event-trait', 'userId'].includes(condition.type) ? condition : undefined
}
