import { destination } from '../src'

type Mapping = Record<string, unknown>

/** The preset's subscription as Segment saves it, with the fields that the customer mapped differently. */
export function presetSubscription(mapping: Mapping = {}) {
  const [preset] = destination.presets as unknown as (Record<string, string> & { mapping: Mapping })[]
  const { name, subscribe, partnerAction } = preset
  return { name, enabled: true, partnerAction, subscribe, mapping: { ...preset.mapping, ...mapping } }
}
