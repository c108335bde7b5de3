// Tests what `npm run monorepo` writes, with the versions and settings of the monorepo, in a temporary folder like it.
import assert from 'node:assert'
import { execSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Bytes, with gzip -9, of the file that Segment's CDN would serve for this destination. */
const LIMIT = 4200

const BROWSER = 'packages/browser-destinations'
const RUPT = `${BROWSER}/destinations/rupt`

const COMPILER = {
  target: 'es2020',
  lib: ['es2020', 'dom'],
  module: 'esnext',
  moduleResolution: 'node',
  esModuleInterop: true,
  resolveJsonModule: true,
  strict: true,
  strictPropertyInitialization: false,
  noUnusedLocals: true,
  noUnusedParameters: true,
  declaration: true,
  importHelpers: true,
  skipLibCheck: true
}

const project = process.cwd()
const checkout = mkdtempSync(join(tmpdir(), 'rupt-monorepo-'))
const require = createRequire(join(checkout, 'package.json'))

/** @param {string} command */
const run = (command, cwd = checkout) => execSync(command, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })

/**
 * @param {string} file
 * @param {unknown} content
 */
const write = (file, content) => {
  mkdirSync(join(checkout, file, '..'), { recursive: true })
  writeFileSync(join(checkout, file), typeof content === 'string' ? content : JSON.stringify(content))
}

try {
  for (const file of ['package.json', 'package-lock.json', 'setup.ts']) {
    copyFileSync(`scripts/monorepo/${file}`, join(checkout, file))
  }
  copyFileSync('scripts/monorepo/eslintrc.json', join(checkout, '.eslintrc.json'))
  write('.gitignore', 'node_modules\n')
  write('tsconfig.json', { compilerOptions: COMPILER, include: [`${RUPT}/src`], exclude: ['**/__tests__'] })
  write('tsconfig.eslint.json', { extends: './tsconfig.json', exclude: [] })
  write(`${RUPT}/package.json`, { name: '@segment/analytics-browser-actions-rupt' })
  write(`${RUPT}/src/leftover.ts`, 'export {}\n')
  write(`${BROWSER}/liquid.stub.js`, 'export class Liquid { registerTag() {} registerFilter() {} }\n')
  write(`${BROWSER}/destinations/other/src/index.ts`, readFileSync('scripts/monorepo/other.ts', 'utf8'))
  run('git init --quiet && git add --all && git -c user.name=ci -c user.email=ci@site.test commit --quiet -m start')

  await step('install', () => {
    run('npm ci --prefer-offline --no-audit --no-fund --loglevel error')
    updateTypes()
  })
  await step('npm run monorepo', () => {
    run(`node scripts/monorepo.js "${checkout}"`, project)
    assert(
      !readdirSync(join(checkout, RUPT, 'src')).includes('leftover.ts'),
      'A file that was in src/ before is still there'
    )
  })
  await step('types, TypeScript 5.5', () => run('node node_modules/typescript/bin/tsc --noEmit'))
  await step('lint, ESLint 7.32, as the pre-commit hook runs it', lint)
  await step('format, Prettier 2.4', () => run(`node node_modules/prettier/bin-prettier.js --check "${RUPT}/src/**/*"`))
  await step('tests, Jest 27', () => run('node node_modules/jest/bin/jest.js --silent'))
  await step('build, webpack 5.82', build)
  process.env.MONOREPO_WEB = join(checkout, BROWSER, 'dist/web')
  await step('a device attached in the browser', () => run('playwright test -c scripts/monorepo.config.ts', project))
  await step(`the entry, at most ${LIMIT} bytes`, () => sizes(join(checkout, BROWSER, 'dist/web')))
} finally {
  rmSync(checkout, { recursive: true, force: true })
}

/**
 * @param {string} name
 * @param {() => unknown} check
 */
async function step(name, check) {
  if (process.exitCode) return
  console.log(`\n— ${name}`)
  const start = Date.now()
  try {
    await check()
    console.log(`  ${name}: passed in ${((Date.now() - start) / 1000).toFixed(1)} s`)
  } catch (error) {
    console.error(`  ${name}: FAILED. ${/** @type {Error} */ (error).message}`)
    process.exitCode = 1
  }
}

/** The one type of the runtime that differs between npm's version and the monorepo's: what a plugin factory returns. */
function updateTypes() {
  for (const build of ['cjs', 'esm']) {
    const file = `node_modules/@segment/browser-destination-runtime/dist/${build}/types.d.ts`
    const before = readFileSync(join(checkout, file), 'utf8')
    const after = before.replace('Plugin | Plugin[] | Promise<Plugin | Plugin[]>', 'Plugin[] | Promise<Plugin[]>')
    assert(
      after !== before,
      `${file} has changed. Compare it with packages/browser-destination-runtime of the monorepo.`
    )
    write(file, after)
  }
}

/** The hook commits what `--fix` makes of the files, so it must leave them as they are. */
function lint() {
  run('git add --all')
  run(`node node_modules/eslint/bin/eslint.js --fix "${RUPT}/src/**/*.ts"`)
  run('git diff --exit-code')
}

/** Builds as the monorepo does for Segment's CDN. */
async function build() {
  const webpack = /** @type {typeof import('webpack')} */ (require('webpack'))
  const Terser = /** @type {new (options: object) => import('webpack').WebpackPluginInstance} */ (
    require('terser-webpack-plugin')
  )
  const path = join(checkout, BROWSER, 'dist/web')
  const compiler = webpack({
    context: join(checkout, BROWSER),
    entry: { rupt: './destinations/rupt/src/index.ts', other: './destinations/other/src/index.ts' },
    mode: 'production',
    devtool: 'source-map',
    output: {
      path,
      publicPath: 'auto',
      filename: '[name]/[contenthash].js',
      chunkFilename: '[name]/[contenthash].js',
      library: '[name]Destination',
      libraryTarget: 'window',
      libraryExport: 'default'
    },
    module: {
      rules: [
        { test: /\.m?js$/, resolve: { fullySpecified: false } },
        { test: /\.ts$/, loader: 'ts-loader', options: { transpileOnly: true } }
      ]
    },
    resolve: {
      mainFields: ['exports', 'module', 'browser', 'main'],
      extensions: ['.ts', '.js'],
      alias: { liquidjs: join(checkout, BROWSER, 'liquid.stub.js') }
    },
    resolveLoader: { modules: [join(checkout, 'node_modules')] },
    optimization: {
      moduleIds: 'deterministic',
      minimizer: [
        new Terser({
          extractComments: false,
          terserOptions: { ecma: 2015, mangle: true, compress: true, output: { comments: false } }
        })
      ]
    },
    plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })]
  })
  await new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString('errors-only')))
      else resolve(stats)
    })
  })
}

/**
 * Prints the size of each file that a page can load.
 * @param {string} web
 */
function sizes(web) {
  for (const folder of readdirSync(web)) {
    for (const file of readdirSync(join(web, folder)).filter((name) => name.endsWith('.js'))) {
      const size = gzipSync(readFileSync(join(web, folder, file)), { level: 9 }).length
      console.log(`  ${folder}/${file}: ${size} bytes, gzip -9`)
      assert(folder !== 'rupt' || size <= LIMIT, `The entry has ${size} bytes, and the limit is ${LIMIT}.`)
    }
  }
}
