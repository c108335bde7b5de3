// Writes the two generated-types files from the definition, byte for byte as Segment's CLI does; --check only compares.
import { createRequire } from 'node:module'
import { readFile, writeFile } from 'node:fs/promises'
import { compile } from 'json-schema-to-typescript'
import { resolveConfig } from 'prettier'
import { runnerImport } from 'vite'

// Node cannot import this package as ESM.
const { fieldsToJsonSchema } = /** @type {typeof import('@segment/actions-core')} */ (
  createRequire(import.meta.url)('@segment/actions-core')
)

const { module } = /** @type {{ module: typeof import('../src/index') }} */ (
  await runnerImport('./src/index.ts', {
    configFile: false,
    // The runtime's ESM build has no file extensions, which Vite resolves and Node does not.
    ssr: { noExternal: [/^@segment\//] }
  })
)
const { settings, actions } = module.destination

const files = [
  { path: 'src/generated-types.ts', name: 'Settings', fields: settings },
  { path: 'src/attachDevice/generated-types.ts', name: 'Payload', fields: actions.attach.fields }
]

let stale = 0
for (const { path, name, fields } of files) {
  const types = await compile(withoutTitles(fieldsToJsonSchema(fields, { tsType: true })), name, {
    bannerComment: '// Generated file. DO NOT MODIFY IT BY HAND.',
    style: (await resolveConfig(path)) ?? undefined
  })
  if (!process.argv.includes('--check')) {
    await writeFile(path, types)
  } else if (types !== (await readFile(path, 'utf8').catch(() => ''))) {
    console.error(`${path} does not match the definition.`)
    stale++
  }
}
process.exitCode = stale > 0 ? 1 : 0

/**
 * With a title, each property would get a type of its own, named after its label.
 * @param {ReturnType<typeof fieldsToJsonSchema>} schema
 * @returns {ReturnType<typeof fieldsToJsonSchema>}
 */
function withoutTitles(schema) {
  return JSON.parse(JSON.stringify(schema, (key, value) => (key === 'title' ? undefined : value)))
}
