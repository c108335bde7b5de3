/** @type {import('jest').Config} */
export default {
  testEnvironment: 'jsdom',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // jest's own modules are CommonJS; the types are tsc's to check.
  transform: {
    '\\.ts$': [
      'ts-jest',
      { tsconfig: { module: 'CommonJS', allowJs: false, isolatedModules: true }, diagnostics: false }
    ]
  },
  // What StrykerJS leaves when it is stopped.
  modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/']
}
