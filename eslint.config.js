import { defineConfig, globalIgnores } from 'eslint/config'
import eslint from '@eslint/js'
import tseslint from 'typescript-eslint'

/**
 * What a folder of the playground takes nothing of, types included: the folders above it.
 * @type {Record<string, string[]>}
 */
const ABOVE = {
  core: ['watch', 'rupt', 'site', 'ui', 'visit'],
  watch: ['rupt', 'site', 'ui', 'visit'],
  rupt: ['ui', 'visit'],
  site: ['ui', 'visit'],
  ui: ['visit']
}

const above = (/** @type {string} */ folder) => ABOVE[folder].map((name) => `**/${name}/**`)

const AMBIENT = ['document', 'location', 'window', 'navigator', 'self', 'globalThis', 'sessionStorage', 'localStorage']

export default defineConfig(
  globalIgnores(['.stryker-tmp/', 'dist/', 'dist-*/', 'playwright-report/', 'test-results/']),
  eslint.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // tsc's to find, in the JavaScript files too.
      'no-undef': 'off',
      // ES2020 has no `cause`.
      'preserve-caught-error': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_' }]
    }
  },
  {
    // The matchers of Jest are typed `any`.
    files: ['test/**'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-argument': 'off' }
  },
  {
    // These rules do not see the casts of JSDoc.
    files: ['**/*.js'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off'
    }
  },
  Object.keys(ABOVE).map((folder) => ({
    files: [`playground/${folder}/**`],
    rules: { 'no-restricted-imports': ['error', { patterns: above(folder) }] }
  })),
  {
    // The page, the terminal and the tests ask it alike, about any page.
    files: ['playground/core/**'],
    rules: {
      'no-restricted-globals': ['error', ...AMBIENT],
      'no-restricted-imports': [
        'error',
        { patterns: [...above('core'), 'preact', '@preact/*', '@playwright/*', 'playwright', 'node:*', '**/protocol'] }
      ]
    }
  }
)
