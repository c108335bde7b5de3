import { paste } from '../../../../playground/core/setup/paste'
import { noteText } from '../../../../playground/core/words/paste'
import { defaultSetup, toSubscription } from '../../../../playground/core/setup/setup'

function pasted(text: string) {
  const { setup, notes } = paste(text, defaultSetup())
  return { setup, said: notes.map(noteText) }
}

/** As Segment exports it. */
const exported = `import {
  to = segment_destination_subscription.id-1_2
  id = "1:2"
}

resource "segment_destination_subscription" "id-1_2" {
  action_id            = "nFPnRozhz1mh4Gbx4MLvT5"
  destination_id       = segment_destination.rupt["web"].id
  enabled              = false
  model_id             = null
  name                 = "Pages" # ours
  reverse_etl_schedule = null
  settings = jsonencode({
    account = {
      "@path" = "$.userId"
    }
    metadata = { tags = ["a", 1, -2.5], "source" : "terraform" }
  })
  trigger = "type = \\"page\\""
  lifecycle {
    ignore_changes = [enabled]
  }
}
`

const read = {
  name: 'Pages',
  enabled: false,
  partnerAction: 'attach',
  subscribe: 'type = "page"',
  mapping: { account: { '@path': '$.userId' }, metadata: { tags: ['a', 1, -2.5], source: 'terraform' } }
}

describe('Readable Terraform', () => {
  const body = exported.slice(exported.indexOf('action_id'), exported.lastIndexOf('}'))

  it.each([
    ['a file as Segment exports it', exported],
    ['the inside of the block', body],
    [
      'settings in a string',
      exported.replace(/jsonencode\([^]*?\n {2}\)|jsonencode\([^]*?\}\)/, () =>
        JSON.stringify(JSON.stringify(read.mapping))
      )
    ]
  ])('A mapping is imported from %s', (_, text) => {
    expect(pasted(text).setup.mappings.map(toSubscription)).toEqual([read])
  })

  it('A mapping by itself is imported from jsonencode', () => {
    expect(pasted('jsonencode({ account = "a" })').said).toEqual([
      '“Attach Device” now maps Account, and nothing else.'
    ])
  })

  it('A destination is imported with its subscriptions', () => {
    const { setup, said } = pasted(`
      resource "segment_destination" "rupt" {
        enabled  = true
        metadata = { id = "1" }
        settings = jsonencode({ "client_id" : "from-terraform", "logout_url" : var.logout })
      }
      ${exported}
      ${exported.replace('Pages', 'Others')}`)
    expect(setup.settings).toMatchObject({ client_id: 'from-terraform', logout_url: '' })
    expect(setup.mappings.map(({ name }) => name)).toEqual(['Pages', 'Others'])
    expect(said[0]).toBe('Imported 2 settings and 2 mappings.')
  })
})

describe('Unreadable Terraform', () => {
  it.each([
    ['of another provider', 'resource "aws_s3_bucket" "x" {\n}', 'This is Terraform without a mapping.'],
    [
      'of a destination without settings',
      'resource "segment_destination" "rupt" {\n  enabled = true\n}',
      'Paste a block of segment_destination_subscription.'
    ],
    [
      'of another destination',
      exported.replace('account =', 'url =').replace('metadata =', 'data ='),
      'Left out “Pages”: Attach Device has no such fields: url, data.'
    ],
    [
      'with a trigger that only Terraform knows',
      exported.replace(/trigger = .*/, 'trigger = var.trigger'),
      'no trigger'
    ],
    ['that is cut off', exported.slice(0, -20), 'This Terraform ends in the middle. Copy the whole block.'],
    [
      'with an expression',
      exported.replace('"$.userId"', 'a ? b : c'),
      'Line 15 of this Terraform cannot be read: “? b : c”. Write its value as JSON.'
    ]
  ])('Terraform %s is refused, with the reason', (_, text, message) => {
    expect(() => pasted(text)).toThrow(message)
  })
})
