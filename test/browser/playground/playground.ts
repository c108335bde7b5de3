import { expect, test as base } from '@playwright/test'
import type { BrowserContext, FrameLocator, Locator, Page } from '@playwright/test'
import { preview } from 'vite'

/** The page that `npm start` serves, as whoever works out a mapping uses it. */
export class Playground {
  readonly frame: FrameLocator
  readonly errors: string[] = []
  private opened = 0

  constructor(readonly page: Page) {
    this.frame = page.frameLocator('iframe')
    page.on('pageerror', (error) => this.errors.push(error.message))
  }

  async open(path = './') {
    await this.page.goto(path)
    await expect(this.frame.getByRole('heading')).toHaveText('Home')
    await expect(this.frame.getByText(/signed in/i)).toBeVisible()
  }

  /** Opens what is folded away at first. */
  async unfold(...places: ('settings' | 'mapping' | 'event')[]) {
    const closed = {
      settings: '.settings:not([open]) > summary',
      mapping: '#mapping-1-toggle[aria-expanded=false]',
      event: '.own-event:not([open]) > summary'
    }
    for (const place of places) await this.page.locator(closed[place]).click()
  }

  button(name: string) {
    return this.page.getByRole('button', { name, exact: true })
  }

  click(name: string) {
    return this.button(name).click()
  }

  async signIn(id = 'user-1') {
    await this.page.getByLabel('User ID').fill(id)
    await this.click('Identify')
    await expect(this.page.locator('#status')).toContainText(`Signed in as ${id}.`)
  }

  setting(key: string) {
    return this.page.locator(`#setting-${key}`)
  }

  /** The trigger, the name or a field of a mapping, by its ID. */
  field(key: string, mapping = '1') {
    return this.page.locator(`#mapping-${mapping}-${key}`)
  }

  problem(id: string) {
    return this.page.locator(`#${id}-problem`)
  }

  /** Types into a field, and leaves it. */
  async set(field: Locator, text: string) {
    await field.fill(text)
    await field.blur()
  }

  /** Does what opens the site anew, and waits for its page view. */
  async visits(act: () => Promise<unknown>) {
    const before = await this.page.locator('.card.visit').count()
    await act()
    await expect(this.page.locator('.card.visit')).toHaveCount(before + 1)
    await expect(this.cards.first()).toHaveClass(/event/)
  }

  async choose(scenario: string) {
    await this.page.getByLabel('Rupt answers').selectOption({ label: scenario })
  }

  /** The cards, the newest first. */
  get cards() {
    return this.page.locator('.card')
  }

  /** The cards with this on their first lines. */
  card(verdict: string | RegExp) {
    return this.cards.filter({ has: this.page.locator('summary', { hasText: verdict }) })
  }

  /** Waits until the newest card of an event says this. */
  async says(verdict: string | RegExp, options?: { timeout: number }) {
    await expect(this.page.locator('.card.event summary').first()).toContainText(verdict, options)
  }

  /** Opens the newest such card. Others may come while it does, so it marks this one. */
  async openCard(verdict: string | RegExp) {
    const mark = String(this.opened++)
    await this.card(verdict)
      .first()
      .evaluate((card, mark) => card.setAttribute('data-opened', mark), mark)
    const card = this.page.locator(`[data-opened="${mark}"]`)
    await card.locator('summary').click()
    await expect(card.locator('.body')).toBeVisible()
    return card
  }

  async sendOwn(event: object | string) {
    await this.page.locator('#event').fill(typeof event === 'string' ? event : JSON.stringify(event))
    await this.click('Send event')
  }

  async paste(value: unknown) {
    const folded = this.page.locator('.import details:not([open]) > summary')
    if (await folded.count()) await folded.click()
    await this.page.locator('#paste').fill(typeof value === 'string' ? value : JSON.stringify(value))
    await this.click('Use it')
  }

  endsAt(path: string) {
    const { href } = new URL(path, this.page.url())
    return expect(this.page.getByLabel('Address of the frame')).toHaveText(
      new RegExp(`^${href.replace(/[.?]/g, '\\$&')}`)
    )
  }

  async copied() {
    return this.page.evaluate(() => navigator.clipboard.readText())
  }
}

export const SUSPENDED = 'Suspended'
export const OVER = 'Over the limit: challenged'

async function guard(context: BrowserContext, left: string[]) {
  await context.route(
    (url) => url.hostname !== 'localhost',
    (route) => {
      left.push(route.request().url())
      return route.abort()
    }
  )
}

export { expect }

/** A static host with the built playground in this folder. */
export async function host(folder = '/') {
  const server = await preview({
    configFile: false,
    appType: 'mpa',
    base: folder,
    build: { outDir: 'dist-playground' },
    preview: { port: 0 }
  })
  return { url: server.resolvedUrls!.local[0], close: () => server.close() }
}

export const test = base.extend<{ playground: Playground }, { hosted: string }>({
  hosted: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const { url, close } = await host()
      await use(url)
      await close()
    },
    { scope: 'worker' }
  ],
  baseURL: ({ hosted }, use) => use(hosted),
  playground: async ({ page, context }, use) => {
    const left: string[] = []
    await guard(context, left)
    const playground = new Playground(page)
    await playground.open()
    await use(playground)
    expect(left, 'requests that left the machine').toEqual([])
    expect(playground.errors).toEqual([])
  }
})
