/** @type {import('jest').Config} */
export default {
  testEnvironment: 'jsdom',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Jest's modules are CommonJS, and Preact's are not.
  transform: { '\\.(tsx?|mjs|module\\.js)$': '<rootDir>/scripts/jestTransform.js' },
  transformIgnorePatterns: ['/node_modules/(?!@?preact/)'],
  // What StrykerJS leaves when it is stopped.
  modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/']
}
