/** @jest-environment node */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { preProcessFile } from 'typescript'

const FOLDERS = ['src', 'playground']

const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => posix.join(folder, file))
)

/** What a file imports of these folders, types included. */
const importsOf = (file: string) =>
  preProcessFile(readFileSync(file, 'utf8')).importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return []
    const path = posix.join(posix.dirname(file), fileName)
    return [`${path}.ts`, `${path}.tsx`, `${path}/index.ts`].filter((one) => existsSync(one))
  })

const imports = new Map(files.map((file) => [file, importsOf(file)]))

/** The ways from a file back to itself. */
function circles(file: string, way: string[] = []): string[] {
  if (way.includes(file)) return file === way[0] ? [[...way, file].join(' -> ')] : []
  return (imports.get(file) ?? []).flatMap((next) => (known.has(next) ? [] : circles(next, [...way, file])))
}

/** Files from which no circle starts. */
const known = new Set<string>()

test('No file imports itself by way of others, types included', () => {
  expect(files.length).toBeGreaterThan(80)
  const found = files.flatMap((file) => {
    const own = circles(file)
    known.add(file)
    return own
  })
  expect(found).toEqual([])
})
