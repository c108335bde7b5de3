import { Linter } from 'eslint'
import type { Rule } from 'eslint'

/** The globals that a script names, those of the language included. What it asks of `window` by name is not among them. */
export function globalsOf(script: string): string[] {
  const names = new Set<string>()
  const rule: Rule.RuleModule = {
    create: ({ sourceCode }) => ({
      'Program:exit'(program) {
        const { variables, through } = sourceCode.getScope(program)
        for (const { name, defs, references } of variables) {
          if (defs.length === 0 && references.length > 0) names.add(name)
        }
        for (const { identifier } of through) names.add(identifier.name)
      }
    })
  }
  const [problem] = new Linter().verify(script, {
    plugins: { globals: { rules: { collect: rule } } },
    rules: { 'globals/collect': 'error' },
    languageOptions: { sourceType: 'script', ecmaVersion: 2022 },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' }
  })
  if (problem) throw new Error(problem.message)
  return [...names].sort()
}
