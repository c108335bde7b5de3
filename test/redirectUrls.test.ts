import { destination } from '../src'
import { attached, cleanPage, configs, page, SETTINGS, visit, warnings } from './visit'

let warn: jest.SpyInstance
beforeEach(() => {
  cleanPage()
  warn = jest.spyOn(console, 'warn').mockImplementation()
})

/** What `Rupt.attach` gets for a Logout URL, and whether a warning named the setting. */
async function logoutUrl(value: unknown) {
  const attach = attached()
  await page(await visit(attach, { settings: { logout_url: value } }))
  const [{ redirect_urls }] = configs(attach)
  expect(redirect_urls.new_account_url).toBe(SETTINGS.new_account_url)
  return {
    url: 'logout_url' in redirect_urls ? redirect_urls.logout_url : 'left out',
    warned: warnings(warn).some((message) => message.includes('Logout URL'))
  }
}

it('Each URL setting reaches Rupt under its own name', async () => {
  const names = Object.keys(destination.settings!).filter((name) => name !== 'client_id')
  const urls = Object.fromEntries(names.map((name) => [name, `https://site.test/${name}`]))
  const attach = attached()
  await page(await visit(attach, { settings: urls }))
  expect(configs(attach).map(({ redirect_urls }) => ({ ...redirect_urls }))).toEqual([urls])
})

it.each([undefined, null, '', ' ', '\t\n'])('%j is left out, without a warning', async (value) => {
  expect(await logoutUrl(value)).toEqual({ url: 'left out', warned: false })
})

it.each([
  'https://site.test',
  'HTTPS://Site.Test/Out?b=2&a=1#end',
  'http://localhost:3000/out',
  'https://user:secret@site.test/%7Eout/../in',
  'https://sité.test/à bientôt',
  'myapp://logout',
  'com.example.app:/logout',
  'com.example.app:logout',
  'com.example.app:8080x',
  'com.example.app://localhost:3000/logout',
  'tel:+15550100',
  'https:\\\\site.test\\out',
  'https:///site.test/out',
  'x-data:logout',
  'database:logout'
])('%s is handed over character for character', async (value) => {
  expect(await logoutUrl(value)).toEqual({ url: value, warned: false })
})

it('A URL is used without the space that was pasted around it', async () => {
  expect(await logoutUrl(' https://site.test/out\n')).toEqual({ url: 'https://site.test/out', warned: false })
})

it.each([
  ['/logout', '/logout'],
  [' /logout ', '/logout'],
  ['logout?x=1', '/team/logout?x=1'],
  ['/logout?at=12:30#top', '/logout?at=12:30#top'],
  ['../out', '/out'],
  ['?signed=out', '/team/page?signed=out'],
  ['out?to=localhost:3000', '/team/out?to=localhost:3000']
])('%j is resolved against the page, to %s', async (value, path) => {
  window.history.replaceState(null, '', '/team/page')
  expect(await logoutUrl(value)).toEqual({ url: window.location.origin + path, warned: false })
})

it('A URL without a scheme gets that of the page', async () => {
  const { protocol } = window.location
  expect(await logoutUrl('//other.test/x')).toEqual({ url: `${protocol}//other.test/x`, warned: false })
})

it('A relative URL is resolved against the base that the page declares', async () => {
  document.head.insertAdjacentHTML('beforeend', '<base href="https://base.test/app/">')
  expect(await logoutUrl('logout')).toMatchObject({ url: 'https://base.test/app/logout' })
})

it('A relative URL is resolved against the page of each event, not of the first', async () => {
  const attach = attached()
  const loaded = await visit(attach, { settings: { logout_url: 'logout' } })
  await page(loaded)
  window.history.pushState(null, '', '/team/')
  await page(loaded)
  const { origin } = window.location
  expect(configs(attach).map(({ redirect_urls }) => redirect_urls.logout_url)).toEqual([
    `${origin}/logout`,
    `${origin}/team/logout`
  ])
})

it.each([
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  '  javascript:alert(1)',
  '\u0001javascript:alert(1)',
  '\u0000\u001f javascript:alert(1)',
  'java\nscript:alert(1)',
  'java\tscript\r:alert(1)',
  'javascript://site.test/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'DATA:text/html;base64,PHNjcmlwdD4=',
  'vbscript:msgbox(1)',
  'blob:https://site.test/0b1c',
  'filesystem:https://site.test/temporary/x.html',
  'about:blank',
  'view-source:javascript:alert(1)',
  'feed:javascript:alert(1)',
  'jar:javascript:alert(1)!/'
])('%j is left out, with a warning', async (value) => {
  expect(await logoutUrl(value)).toEqual({ url: 'left out', warned: true })
})

it('A relative URL on a base with an unusual scheme is left out, with a warning', async () => {
  document.head.insertAdjacentHTML('beforeend', '<base href="filesystem://site.test/app/">')
  expect(await logoutUrl('logout')).toEqual({ url: 'left out', warned: true })
})

it.each([
  'https:/logout',
  'https:logout',
  'https:',
  'https:?signed=out',
  'http:/logout',
  'http:logout',
  'https:\\logout',
  'HTTPS:/logout',
  'ht\ntps:\t/logout'
])('%j is left out, as a path to some readers and a host to others', async (value) => {
  for (const base of ['', '<base href="http://base.test/">', '<base href="https://base.test/">']) {
    document.head.innerHTML = `<script></script>${base}`
    expect(await logoutUrl(value)).toEqual({ url: 'left out', warned: true })
  }
})

it.each([
  'localhost:3000',
  'localhost:3000/logout',
  'example.com:8080/x',
  'example.com:443?x=1',
  'example.com:443#x',
  'LOCALHOST:80\\x',
  'local\nhost:3000/x',
  'localhost:3000\u0001',
  'localhost: 3000/x',
  '127.0.0.1:\t3000/logout',
  '127.0.0.1:3000/logout',
  '[::1]:3000/logout',
  'my_host:3000'
])('%j is left out, as a host and port without a scheme', async (value) => {
  expect(await logoutUrl(value)).toEqual({ url: 'left out', warned: true })
})

it.each([
  'example.com/logout',
  'www.example.com',
  'app.example.com',
  'app.example.com/x.html',
  'Example.COM?x=1',
  'example.com#top',
  'example.com\\logout',
  ' example.com/logout ',
  'exam\nple.com/logout',
  'my-app.co.uk/out',
  'münchen.de/abmelden',
  'ada@example.com'
])('%j is left out, as a host without a scheme', async (value) => {
  expect(await logoutUrl(value)).toEqual({ url: 'left out', warned: true })
})

it.each([
  ['logout', '/logout'],
  ['logout.php', '/logout.php'],
  ['logout.php?x=1', '/logout.php?x=1'],
  ['sign.out.html', '/sign.out.html'],
  ['logout.aspx', '/logout.aspx'],
  ['logout.jsp', '/logout.jsp'],
  ['./v1.2/out', '/v1.2/out'],
  ['v1.2/out', '/v1.2/out'],
  ['../example.com/x', '/example.com/x'],
  ['/example.com/x', '/example.com/x'],
  ['.well-known/out', '/.well-known/out'],
  ['?x=a.b/c', '/?x=a.b/c'],
  ['#example.com', '/#example.com'],
  ['logout?to=example.com', '/logout?to=example.com']
])('%j is read as the path %s of the site', async (value, path) => {
  expect(await logoutUrl(value)).toEqual({ url: window.location.origin + path, warned: false })
})

it.each(['https://', 'http://[', 'https://exa mple.test', '//', 42, true, {}, ['https://site.test']])(
  '%j is left out, with a warning',
  async (value) => {
    expect(await logoutUrl(value)).toEqual({ url: 'left out', warned: true })
  }
)
