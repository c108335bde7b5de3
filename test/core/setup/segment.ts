// What Segment has of a setup.

export const subscription = (name: string, changed: object = {}) => ({
  name,
  enabled: true,
  partnerAction: 'attach',
  subscribe: 'type = "page"',
  mapping: { account: { '@path': '$.userId' } },
  ...changed
})

/** The entry of this destination in a source's settings document. */
export const entry = {
  name: 'Rupt',
  creationName: 'Actions Rupt',
  libraryName: 'ruptDestination',
  url: 'https://cdn.segment.com/next-integrations/actions/rupt/1.js',
  settings: {
    client_id: 'from-segment',
    new_account_url: 'https://site.test/new',
    subscriptions: [
      subscription('Pages'),
      subscription('Traits', {
        subscribe: "type = 'identify'",
        mapping: { account: { '@path': '$.userId' }, email: { '@path': '$.traits.email' } }
      }),
      subscription('Off', { enabled: false })
    ]
  }
}

export const other = {
  name: 'Amplitude',
  creationName: 'Amplitude (Actions)',
  libraryName: 'amplitude-pluginsDestination'
}

/** A subscription as Segment's Public API has it. */
export const apiSubscription = (name: string, changed: object = {}) => ({
  id: `id-of-${name}`,
  name,
  actionId: 'action-1',
  actionSlug: 'attach',
  destinationId: 'destination-1',
  modelId: '',
  enabled: true,
  trigger: 'type = "page"',
  settings: { account: { '@path': '$.userId' } },
  ...changed
})
