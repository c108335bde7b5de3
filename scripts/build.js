// Makes dist/: the web bundle for Segment's CDN, the npm package's two modules, and their types.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { replaceFiles } from './replaceFiles.js'
import { resolve } from './resolve.js'
import { webBundle } from './webBundle.js'

const root = fileURLToPath(new URL('..', import.meta.url))

await replaceFiles(`${root}dist`, async (made) => {
  await modules(made)
  await Promise.all([web(`${made}/web`), licenses(`${made}/licenses.md`), types(made)])
})

/** @param {string} outDir */
function modules(outDir) {
  return build({
    root,
    configFile: false,
    logLevel: 'warn',
    resolve,
    build: {
      reportCompressedSize: false,
      // webpack 4 reads no newer syntax, so neither do Create React App 4 and Vue CLI 4.
      target: 'es2019',
      outDir,
      minify: false,
      license: { fileName: 'licenses.md' },
      lib: {
        entry: `${root}src/index.ts`,
        formats: ['es', 'cjs'],
        fileName: (format) => (format === 'es' ? 'index.js' : 'index.cjs')
      },
      // Segment's runtime imports its plugin lazily, which would make a second file.
      rolldownOptions: { output: { codeSplitting: false, exports: 'named' } }
    }
  })
}

/** @param {string} folder */
async function web(folder) {
  await mkdir(folder)
  for (const [name, text] of Object.entries(await webBundle())) await writeFile(`${folder}/${name}`, text)
}

/**
 * Segment's packages name a license, or none, and ship no text of it.
 * @param {string} file
 */
async function licenses(file) {
  const text = await readFile(file, 'utf8')
  await writeFile(
    file,
    text
      .replace('The app bundles dependencies which contain the following licenses:', 'What this package bundles:')
      .split(/^(?=## )/m)
      .map((section) => (/^## .*\s*$/.test(section) ? `${section.trim()}\n\n${withoutText(section)}\n\n` : section))
      .join('')
      .trimEnd() + '\n'
  )
}

/** @param {string} heading */
function withoutText(heading) {
  const [, license] = /\((.*)\)\s*$/.exec(heading) ?? []
  return `The package ships no license text. Its package.json names ${license ? `the license ${license}` : 'no license'}.`
}

/** @param {string} folder */
async function types(folder) {
  const [template, ...generated] = await Promise.all(
    ['scripts/index.d.ts', 'src/generated-types.ts', 'src/attachDevice/generated-types.ts'].map((path) =>
      readFile(root + path, 'utf8')
    )
  )
  const text = [
    template.replace(/^import type .* from '\.\.\/src\/.*'\n/gm, '').replace(/^\/\/.*\n/, ''),
    ...generated.map((text) => text.replace(/^\/\/.*\n\n/, '').replace('export interface', 'interface'))
  ].join('\n')
  for (const name of ['index.d.ts', 'index.d.cts']) await writeFile(`${folder}/${name}`, text)
}
