// Packs the package and looks at the tarball as strangers get it: its shape, its types, and that Node loads it.
import { execSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NAME = '@segment/analytics-browser-actions-rupt'
const root = process.cwd()
const consumer = mkdtempSync(join(tmpdir(), 'rupt-consumer-'))
const tsc = join(root, 'node_modules/typescript/bin/tsc')

/** @param {string} command */
const run = (command, cwd = root) => execSync(command, { cwd, stdio: 'inherit' })

try {
  const packed = execSync(`npm pack --json --pack-destination "${consumer}"`, { encoding: 'utf8' })
  const [{ filename }] = /** @type {{ filename: string }[]} */ (JSON.parse(packed))
  const tarball = join(consumer, filename)

  run(`npx publint --strict "${tarball}"`)
  run(`npx attw --quiet "${tarball}"`)

  run(`tar -xzf ${filename}`, consumer)
  const installed = join(consumer, 'node_modules/@segment')
  mkdirSync(installed, { recursive: true })
  renameSync(join(consumer, 'package'), join(installed, 'analytics-browser-actions-rupt'))
  symlinkSync(join(root, 'node_modules/@segment/analytics-next'), join(installed, 'analytics-next'), 'junction')

  for (const file of ['consumer.mts', 'consumer.cts']) {
    copyFileSync(join(root, 'test/package/consumer.mts'), join(consumer, file))
  }
  writeFileSync(join(consumer, 'package.json'), '{}')
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler']
  ]) {
    const files = resolution === 'nodenext' ? 'consumer.mts consumer.cts' : 'consumer.mts'
    run(
      `node "${tsc}" --noEmit --strict --target es2020 --module ${module} --moduleResolution ${resolution} ${files}`,
      consumer
    )
  }

  // No window here: a site's server may import what its pages do.
  const check = (/** @type {string} */ factory) =>
    `if (${factory}.pluginName !== 'Rupt') throw new Error('not the factory')`
  run(`node --input-type=module -e "import rupt from '${NAME}'; ${check('rupt')}"`, consumer)
  run(`node --input-type=commonjs -e "const rupt = require('${NAME}').default; ${check('rupt')}"`, consumer)
} finally {
  rmSync(consumer, { recursive: true, force: true })
}
