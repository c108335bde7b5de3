import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * The first of some ports in a row that nobody uses. They are below those that the system gives to connections, and other
 * processes of these tests begin elsewhere.
 */
export async function freePorts(count: number): Promise<number> {
  for (let first = 10_000 + (process.pid % 2000) * 10; ; first += 10) {
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)))
    if (free.every(Boolean)) return first
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
