// The parts of the monorepo's test setup that a test can notice.
import { webcrypto } from 'node:crypto'
import { setImmediate } from 'node:timers'
import { TextDecoder, TextEncoder } from 'node:util'

Object.assign(globalThis, { TextDecoder, TextEncoder, setImmediate })
Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true })

beforeEach(() => {
  jest.restoreAllMocks()
  jest.resetAllMocks()
  document.documentElement.innerHTML = '<head><script></script></head><body></body>'
  jest.spyOn(console, 'error').mockImplementation()
})
