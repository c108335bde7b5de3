import { entry, other, subscription } from '../../playground/setup/segment'
import { expect, Playground, SUSPENDED, test } from './playground'

test.describe('a setup', () => {
  test.beforeEach(({ playground }) => playground.signIn())

  test('has the labels, descriptions and marks of the definition', async ({ playground, page }) => {
    await expect(page.getByLabel('New Account URL *')).toHaveAccessibleDescription(/stop account sharing/)
    await expect(playground.setting('client_id')).toHaveAttribute('required')
    await expect(playground.setting('logout_url')).not.toHaveAttribute('required')
    await expect(playground.field('trigger')).toHaveValue('type = "page"')
    await expect(playground.field('account')).toHaveAccessibleDescription(/The account to attach the device to/)
    await expect(playground.field('account')).toContainText('"$.userId"')
    await expect(playground.field('metadata')).toHaveText('')
  })

  test('runs several mappings at once, in order, with a verdict each', async ({ playground, page }) => {
    await playground.click('Add a mapping')
    await playground.field('name', '2').fill('On identify')
    await playground.field('trigger', '2').fill('type = "identify"')
    await playground.field('email', '2').fill('{"@path": "$.traits.email"}')
    await playground.click('Identify')
    await playground.says('identify · Attach Device · ignored: the trigger wants type = "page"')
    await playground.says('identify · On identify · attached as user-1')

    await page.getByLabel('Run On identify').uncheck()
    await playground.says(/^page · attached as user-1, without email/)
    await page.getByLabel('Mapping On identify').getByRole('button', { name: 'Duplicate' }).click()
    await page.getByLabel('Mapping On identify copy 3').getByRole('button', { name: 'Move up' }).click()
    await expect(page.locator('.mapping .toggle b')).toHaveText(['Attach Device', 'On identify copy 3', 'On identify'])
    await page.getByLabel('Mapping On identify copy 3').getByRole('button', { name: 'Remove' }).click()
    await expect(page.locator('.mapping')).toHaveCount(2)
    await playground.click('Undo')
    await expect(page.locator('.mapping')).toHaveCount(3)
  })

  for (const [name, value] of [
    ['a settings document', { integrations: {}, remotePlugins: [other, entry] }],
    ['its remotePlugins', [entry]],
    ['Rupt’s entry', entry]
  ] as const) {
    test(`is pasted as ${name}, and runs`, async ({ playground, page }) => {
      await playground.paste(value)
      await expect(page.locator('.said')).toContainText('Imported 2 settings and 3 mappings.')
      await expect(playground.setting('client_id')).toHaveValue('from-segment')
      await expect(page.locator('.mapping .toggle b')).toHaveText(['Pages', 'Traits', 'Off'])
      await playground.click('Identify')
      await playground.says('identify · Traits · attached as user-1')
    })
  }

  test('is pasted as a list of subscriptions or as one, and the settings stay', async ({ playground, page }) => {
    await playground.paste(subscription('Mine', { enabled: false }))
    await expect(page.locator('.mapping .toggle b')).toHaveText(['Mine'])
    await expect(page.getByLabel('Run Mine')).not.toBeChecked()
    await playground.paste([subscription('A'), subscription('B', { partnerAction: 'other' })])
    await expect(page.locator('.mapping .toggle b')).toHaveText(['A'])
    await expect(page.locator('.said')).toContainText('Left out “B”: its action is other, not attach.')
    await expect(playground.setting('client_id')).toHaveValue('playground')
  })

  test('that cannot be pasted says why, and nothing changes', async ({ playground, page }) => {
    await playground.paste('{"hello": ')
    await expect(page.locator('.said')).toContainText('Not JSON')
    await playground.paste({ remotePlugins: [] })
    await expect(page.locator('.said')).toContainText('Rupt (Actions) is not in this document')
    await expect(page.locator('.mapping .toggle b')).toHaveText(['Attach Device'])
  })

  test('is read from Segment’s CDN with a write key, which says before that it leaves the machine', async ({
    playground,
    page
  }) => {
    const asked: string[] = []
    await page.route('https://cdn.segment.com/**', (route) => {
      asked.push(route.request().url())
      return route.fulfill({
        status: asked.length > 1 ? 404 : 200,
        headers: { 'access-control-allow-origin': '*' },
        json: { remotePlugins: [entry] }
      })
    })
    await page.getByText('Use my setup from Segment').click()
    await expect(page.getByLabel('Or read it from Segment with your write key')).toHaveAccessibleDescription(
      'This leaves your machine: the write key goes to Segment’s CDN (cdn.segment.com).'
    )
    expect(asked).toEqual([])
    await page.getByLabel('Or read it from Segment with your write key').fill(' key/1 ')
    await playground.click('Read from Segment')
    await expect(playground.setting('client_id')).toHaveValue('from-segment')
    expect(asked).toEqual(['https://cdn.segment.com/v1/projects/key%2F1/settings'])

    await playground.click('Read from Segment')
    await expect(page.locator('.said')).toContainText('Segment’s CDN answered 404. Check the write key.')
  })

  test('opens from a link, once, and what it held can be taken back', async ({ playground, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await playground.setting('client_id').fill('linked')
    await playground.field('name').fill('Mine')
    await playground.click('Copy link')
    await expect(playground.button('Copied')).toBeVisible()

    const other = new Playground(await context.newPage())
    await other.open(await playground.copied())
    await expect(other.setting('client_id')).toHaveValue('linked')
    await expect(other.page.locator('.mapping .toggle b')).toHaveText(['Mine'])
    await expect(other.page.locator('.said')).toHaveText('Opened the setup from the link.')
    expect(other.page.url()).not.toContain('#')

    await other.setting('client_id').fill('changed')
    await other.page.reload()
    await expect(other.setting('client_id')).toHaveValue('changed')
    await other.click('Undo')
    await expect(other.setting('client_id')).toHaveValue('playground')
    expect(other.errors).toEqual([])
  })

  test('from a link runs the scenario of the link, though nothing else differs', async ({
    playground,
    page,
    context
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await playground.choose(SUSPENDED)
    await playground.says('suspended: sent to /landing/suspended')
    await playground.click('Copy link')
    await expect(playground.button('Copied')).toBeVisible()
    const link = await playground.copied()
    await playground.choose('Within the limit')
    await playground.says('attached as user-1, without email')
    await page.goto(link)
    await playground.says('suspended: sent to /landing/suspended')
  })

  test('without a Client ID says at the top that the destination is off', async ({ playground, page }) => {
    await playground.setting('client_id').fill('')
    await playground.setting('client_id').blur()
    await expect(page.locator('.held')).toHaveText('The destination is off: Client ID is missing.')
    await playground.says('not attached: the setting Client ID is missing')
  })

  test('that is broken in a link says so, and changes nothing', async ({ playground, page }) => {
    await page.goto('/#setup=broken')
    await expect(page.locator('.said')).toContainText('This link is incomplete or damaged, and was not opened.')
    await expect(playground.setting('client_id')).toHaveValue('playground')
  })

  test('goes back to the defaults, and comes back', async ({ playground }) => {
    await playground.setting('client_id').fill('mine')
    await playground.click('Back to the defaults')
    await expect(playground.setting('client_id')).toHaveValue('playground')
    await playground.click('Undo')
    await expect(playground.setting('client_id')).toHaveValue('mine')
  })

  test('that cannot run yet says so at the top, and all else runs', async ({ playground, page }) => {
    await playground.click('Add a mapping')
    await playground.field('metadata', '2').fill('{"plan": ')
    await playground.setting('client_id').fill('changed')
    await playground.setting('client_id').blur()

    await expect(page.locator('.held')).toHaveText(
      '“Attach Device 2” does not run yet: Metadata is invalid. Everything else runs.'
    )
    await playground.says('Attach Device · attached as user-1, without email')
    await playground.says('Attach Device 2 · not run: Metadata is invalid')
    const card = await playground.openCard('not run: Metadata is invalid')
    await expect(card.getByRole('region', { name: 'Argument of Rupt.attach' })).toContainText('"client_id": "changed"')

    await page.getByRole('button', { name: /^Attach Device 2/ }).click()
    await page.locator('.held').getByRole('link', { name: 'Metadata' }).click()
    await expect(playground.field('metadata', '2')).toBeFocused()
    await playground.field('metadata', '2').fill('')
    await expect(page.locator('.held')).toBeEmpty()
  })

  test('says beside a field what the browser will not run, and what is probably not meant', async ({ playground }) => {
    for (const [key, text, problem] of [
      ['account', '{"@liquid": "{{ userId }}"}', '@liquid does not work in the browser'],
      ['account', '$.userId', 'write {"@path": "$.userId"}'],
      ['account', '', 'no device is ever attached'],
      ['email', '{"@nope": 1}', '@nope'],
      ['trigger', 'type = "page', 'cannot parse this trigger'],
      ['trigger', 'type == "page"', 'single = to compare'],
      ['trigger', 'type = "Page"', 'No event matches']
    ]) {
      await playground.field(key).fill(text)
      await expect(playground.problem(`mapping-1-${key}`)).toContainText(problem)
    }
    for (const [key, text, problem] of [
      ['new_account_url', '', 'Required in Segment'],
      ['logout_url', 'javascript:alert(1)', 'Not a URL that a visitor can be sent to'],
      ['logout_url', 'app.example.com/bye', 'a path on your own site']
    ]) {
      await playground.setting(key).fill(text)
      await expect(playground.problem(`setting-${key}`)).toContainText(problem)
    }
    await playground.setting('logout_url').fill('com.example.app:/logout')
    await expect(playground.problem('setting-logout_url')).toBeEmpty()
  })

  test('marks broken JSON at its place', async ({ playground, page }) => {
    await playground.field('metadata').fill('{"plan": oops}')
    const mark = page.locator('.mapping .cm-lintRange-error')
    await expect(mark).toHaveCount(1)
    await expect(mark).toHaveText(/^o/)
  })
})
