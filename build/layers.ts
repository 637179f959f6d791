/**
 * The layer check: the folder says where code runs and what it may import, and no imports go round in a circle. `node build/node24.mjs build/layers.ts`
 * prints each import that breaks a rule and exits with 1.
 */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { collectImports, listSources, type Import } from './layers/imports.ts'
import { findCircles } from './layers/circles.ts'
import { checkImport, layerOf, layers } from './layers/rules.ts'

export interface Violation {
  file: string
  line: number
  message: string
}

/** Checks every source below `root`/{core,electron,renderer}; the violations in the order of the files. */
export function checkLayers(root: string): Violation[] {
  const violations: Violation[] = []
  const importsOf = new Map<string, Import[]>()
  for (const file of listSources(root, ['core', 'electron', 'renderer'])) {
    const imports = collectImports(root, file)
    importsOf.set(file, imports)
    const layer = layerOf(file)
    if (!layer) {
      violations.push({ file, line: 1, message: 'lies in no layer: add its folder to build/layers/rules.ts' })
      continue
    }
    for (const { line, specifier, typeOnly } of imports) {
      const message = checkImport(layer, file, specifier, typeOnly)
      if (message) violations.push({ file, line, message })
    }
  }
  for (const circle of findCircles(importsOf)) {
    const [first = '', ...others] = circle
    violations.push({ file: first, line: 1, message: `imports itself, by way of ${others.join(' > ')}` })
  }
  return violations
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const violations = checkLayers(path.resolve(import.meta.dirname, '..'))
  for (const { file, line, message } of violations) console.error(`${file}:${line} ${message}`)
  console.log(`${layers.length} layers, ${violations.length} forbidden imports`)
  process.exitCode = violations.length > 0 ? 1 : 0
}
