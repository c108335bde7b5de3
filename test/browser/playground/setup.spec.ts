// The forms' own words and buttons are in test/ui: here, what they do to the site, and what only browsers have.
import { entry, other } from '../../core/setup/segment'
import { expect, Playground, SUSPENDED, test } from './playground'

test.describe('Setup', () => {
  test('Several mappings run in their order, each with a verdict', async ({ playground, page }) => {
    await playground.click('Add a mapping')
    await playground.field('name', '2').fill('On identify')
    await playground.field('trigger', '2').fill('type = "identify"')
    await playground.set(playground.field('email', '2'), '{"@path": "$.traits.email"}')
    await playground.signIn()
    await playground.says('identify · Attach Device · ignored: the trigger wants type = "page"')
    await playground.says('identify · On identify · attached as user-1')

    await playground.visits(() => page.getByLabel('Run On identify').uncheck())
    await playground.says(/^page · attached as user-1, without email/)
    await page.getByLabel('Mapping On identify').getByRole('button', { name: 'Duplicate' }).click()
    await page.getByLabel('Mapping On identify copy 3').getByRole('button', { name: 'Move up' }).click()
    await expect(page.locator('.mapping .toggle b')).toHaveText(['Attach Device', 'On identify copy 3', 'On identify'])
  })

  test('A setup that is pasted, chosen, dropped on the page or read at its address runs', async ({
    playground,
    page
  }) => {
    await page.route('https://cdn.segment.com/**', (route) =>
      route.fulfill({ headers: { 'access-control-allow-origin': '*' }, json: { remotePlugins: [entry] } })
    )
    const back = async () => {
      await playground.click('Back to the preset')
      await expect(page.locator('.mapping .toggle b')).toHaveText(['Attach Device'])
    }
    const runs = () => expect(page.locator('.mapping .toggle b')).toHaveText(['Pages', 'Traits', 'Off'])

    await playground.visits(() => playground.paste({ integrations: {}, remotePlugins: [other, entry] }))
    await expect(page.locator('.said')).toContainText('Imported 2 settings and 3 mappings.')
    await runs()
    await playground.signIn()
    await playground.says('identify · Traits · attached as user-1')

    await back()
    const file = { name: 'settings.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(entry)) }
    await page.locator('.file input').setInputFiles(file)
    await runs()

    await back()
    await page.evaluate((text) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([text], 'settings.json'))
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    }, JSON.stringify(entry))
    await runs()

    await back()
    await playground.paste('https://cdn.segment.com/v1/projects/key/settings')
    await playground.click('Read it from cdn.segment.com')
    await runs()
  })

  test('A file that is dragged over the frame can be dropped on the page', async ({ playground: { page } }) => {
    const dataTransfer = await page.evaluateHandle(() => {
      const data = new DataTransfer()
      data.items.add(new File(['{}'], 'settings.json'))
      return data
    })
    await page.dispatchEvent('#events', 'dragenter', { dataTransfer })
    await expect(page.locator('iframe')).toHaveCSS('pointer-events', 'none')
    await page.dispatchEvent('#events', 'dragleave', { dataTransfer })
    await expect(page.locator('iframe')).not.toHaveCSS('pointer-events', 'none')
  })

  test('A link opens a setup and its answer of Rupt once, and Undo brings the setup before it back', async ({
    playground,
    context
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const copied = async () => {
      await playground.click('Copy link')
      await expect(playground.button('Copied')).toBeVisible()
      return playground.copied()
    }
    await playground.unfold('settings', 'mapping', 'event')
    await playground.setting('client_id').fill('linked')
    await playground.field('name').fill('Mine')
    await playground.page.locator('#event').fill('{"type": "group", "groupId": "linked"}')

    const other = new Playground(await context.newPage())
    await other.open(await copied())
    await expect(other.setting('client_id')).toHaveValue('linked')
    await expect(other.page.locator('.mapping .toggle b')).toHaveText(['Mine'])
    await expect(other.page.locator('.said')).toHaveText('Opened the setup from the link.')
    expect(other.page.url()).not.toContain('#')

    await other.unfold('settings', 'event')
    await expect(other.page.locator('#event')).toContainText('linked')
    await other.setting('client_id').fill('changed')
    await other.page.reload()
    await expect(other.setting('client_id')).toHaveValue('changed')
    await other.click('Undo')
    await expect(other.setting('client_id')).toHaveValue('playground')
    await other.unfold('event')
    await expect(other.page.locator('#event')).toContainText('Pricing')

    // A link that differs only in the answer.
    await playground.signIn()
    await playground.choose(SUSPENDED)
    await playground.says('suspended: sent to /landing/suspended')
    const link = await copied()
    await playground.choose('Within the limit')
    await playground.says('attached as user-1, without email')
    await playground.page.goto(link)
    await playground.says('suspended: sent to /landing/suspended')
    expect(other.errors).toEqual([])
  })

  test('A mapping that cannot run yet is not run, and everything else is, unless Client ID is missing', async ({
    playground,
    page
  }) => {
    await playground.signIn()
    await playground.unfold('settings')
    await playground.visits(() => playground.click('Add a mapping'))
    await playground.visits(() => playground.set(playground.field('metadata', '2'), '{"plan": '))
    await playground.visits(() => playground.set(playground.setting('client_id'), 'changed'))
    await playground.says('Attach Device · attached as user-1, without email')
    await playground.says('Attach Device 2 · not run: Metadata is invalid')
    const card = await playground.openCard('not run: Metadata is invalid')
    await expect(card.getByRole('group', { name: 'Argument of Rupt.attach' })).toContainText('"client_id": "changed"')

    await page.getByRole('button', { name: /^Attach Device 2/ }).click()
    await page.locator('.held').getByRole('link', { name: 'Metadata' }).click()
    await expect(playground.field('metadata', '2')).toBeFocused()

    await playground.visits(() => playground.set(playground.setting('client_id'), ''))
    await playground.says('Attach Device · not attached: Client ID is missing')
  })

  test('The editor takes the place of a plain field, with what is typed and the cursor, and marks broken JSON', async ({
    playground,
    page
  }) => {
    let arrive!: () => void
    const arrived = new Promise<void>((resolve) => (arrive = resolve))
    await page.route('**/codeMirror-*.js', (route) => arrived.then(() => route.continue()))
    await playground.unfold('mapping')
    const metadata = playground.field('metadata')
    await metadata.fill('{"plan": }')
    await page.keyboard.press('ArrowLeft')
    arrive()
    await expect(page.locator('.mapping .cm-editor')).toHaveCount(5)
    await expect(metadata).toBeFocused()
    await expect(metadata).toHaveAccessibleName('Metadata')
    await expect(metadata).toHaveAccessibleDescription(/Metadata to attach to the device/)
    await page.keyboard.type('oops')
    await expect(metadata).toHaveText('{"plan": oops}')

    const mark = page.locator('.mapping .cm-lintRange-error')
    await expect(mark).toHaveCount(1)
    await expect(mark).toHaveText(/^o/)
    // In the place of Segment's directive is a stub.
    await playground.field('account').fill('{"@liquid": "{{ userId }}"}')
    await expect(playground.problem('mapping-1-account')).toContainText('@liquid does not work in the browser')
  })
})

test.describe('Advice', () => {
  test('The advice about a missing email is done at the press of a button, once with traits and then by a mapping', async ({
    playground,
    page
  }) => {
    await playground.signIn()
    await playground.click('Page view')
    await playground.says('attached as user-1, without email')
    const card = await playground.openCard('attached as user-1, without email')
    await expect(card).toContainText('anyone who uses this account can remove its devices')
    await card.getByRole('button', { name: 'Send this event with traits' }).click()
    await playground.says(/^page · attached as user-1\d/)

    await card.getByRole('button', { name: 'Add a mapping for identify' }).click()
    await expect(playground.field('trigger', '2')).toBeFocused()
    await expect(page.locator('#changes')).toContainText('Add the mapping “Attach Device on identify”.')
    // The visitor is identified again, for the new mapping.
    await playground.says('identify · Attach Device on identify · attached as user-1')
    await playground.click('Page view')
    await playground.says('page · Attach Device · attached as user-1, email sent by identify')
    await playground.click('Undo')
    await expect(page.locator('.mapping')).toHaveCount(1)
    await expect(page.locator('#changes')).toHaveCount(0)
  })

  test('“Fill in Logout URL” fills it in, and the next logout leads there', async ({ playground }) => {
    await playground.signIn()
    await playground.unfold('settings')
    await playground.visits(() => playground.set(playground.setting('logout_url'), ''))
    await playground.says('page · attached as user-1, without email')
    await playground.click('As the owner, log this device out')
    const card = await playground.openCard('not redirected, because there is no Logout URL')
    await playground.visits(() => card.getByRole('button', { name: 'Fill in Logout URL' }).click())
    await expect(playground.setting('logout_url')).toBeFocused()
    await playground.says('page · attached as user-1, without email')
    await playground.click('As the owner, log this device out')
    await playground.endsAt('/landing/signed-out')
    await expect(playground.page.locator('#status')).toContainText('Nobody is signed in now.')
  })

  test('Buttons mend the trigger, Account and a URL, and the list of changes is copied', async ({
    playground,
    page,
    context
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await playground.signIn()
    await playground.unfold('settings', 'mapping')
    await playground.visits(() => playground.set(playground.field('trigger'), "type = 'page'"))
    await playground.says('page · attached as user-1, without email, but not in Segment today')
    const note = 'The version that Segment serves today does not read single quotes'
    await expect(playground.problem('mapping-1-trigger')).toContainText(note)
    let card = await playground.openCard('page · attached as user-1')
    await expect(card.locator('.trigger')).toContainText(note)
    await playground.click('Copy list')
    await expect
      .poll(() => playground.copied())
      .toBe(`Mapping “Attach Device”, Trigger: from type = "page" to type = 'page'.`)
    await playground.click('Copy for the Public API')
    await expect.poll(() => playground.copied()).toContain(`"trigger": "type = 'page'"`)
    await page.locator('.mapping').getByRole('button', { name: 'Write the trigger with double quotes' }).click()
    await expect(playground.field('trigger')).toHaveValue('type = "page"')
    await expect(page.locator('#changes')).toHaveCount(0)

    await playground.field('trigger').fill('type == "page"')
    await playground.set(playground.field('account'), '{"@path": "$.properties.owner"}')
    card = await playground.openCard('page · ignored: the trigger is read as')
    await card.getByRole('button', { name: 'Write the trigger with =' }).click()
    await expect(playground.field('trigger')).toHaveValue('type = "page"')
    card = await playground.openCard('page · not attached: the account is not in this event')
    await card.getByRole('button', { name: 'Map Account to $.userId' }).click()
    await expect(playground.field('account')).toContainText('"$.userId"')
    await playground.says('page · attached as user-1, without email')

    await playground.setting('logout_url').fill('app.example.com/bye')
    await playground.click('Change Logout URL to https://app.example.com/bye')
    await expect(playground.setting('logout_url')).toHaveValue('https://app.example.com/bye')
    await expect(page.locator('#changes li')).toHaveCount(1)
  })
})
