/** Finds what a source file imports, by parsing it: TypeScript, JavaScript, and the script blocks of Vue components. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'oxc-parser'
import { parse as parseComponent } from 'vue/compiler-sfc'

export interface Import {
  line: number
  specifier: string
  /** Vanishes at run time: `import type`, or only `type` names. */
  typeOnly: boolean
}

/** Programs that are copied into exported folders and run there, with packages of their own. */
const notOurs = 'core/export/examples'

const sourceName = /\.(ts|mts|cts|js|mjs|cjs|vue)$/

/** Source files below some folders of `root`, as sorted paths relative to it, with forward slashes. */
export function listSources(root: string, folders: readonly string[]): string[] {
  const found: string[] = []
  const walk = (folder: string): void => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = `${folder}/${entry.name}`
      if (name === notOurs) continue
      if (entry.isDirectory()) walk(name)
      else if (sourceName.test(entry.name)) found.push(name)
    }
  }
  for (const folder of folders) if (existsSync(path.join(root, folder))) walk(folder)
  return found.toSorted()
}

/** The static, re-exporting, dynamic and required imports of a file. Throws when the file cannot be parsed. */
export function collectImports(root: string, file: string): Import[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  if (!file.endsWith('.vue')) return parseImports(file, text, 0)
  const { script, scriptSetup } = parseComponent(text, { filename: file }).descriptor
  return [script, scriptSetup]
    .filter((block) => block !== null)
    .flatMap((block) => parseImports(`${file}.${block.lang ?? 'js'}`, block.content, block.loc.start.line - 1))
}

function parseImports(file: string, text: string, linesBefore: number): Import[] {
  const { module, errors } = parseSync(file, text)
  const [error] = errors
  if (error) throw new Error(`${file} cannot be parsed: ${error.message}`)
  const lineAt = (offset: number): number => linesBefore + text.slice(0, offset).split('\n').length
  const statics = module.staticImports.map((found) => ({
    line: lineAt(found.start),
    specifier: found.moduleRequest.value,
    // `import 'x'` has no entries and runs the module.
    typeOnly: found.entries.length > 0 && found.entries.every((entry) => entry.isType),
  }))
  const exports = module.staticExports.flatMap((found) => {
    const from = found.entries.find((entry) => entry.moduleRequest)?.moduleRequest
    if (!from) return []
    return [
      { line: lineAt(found.start), specifier: from.value, typeOnly: found.entries.every((entry) => entry.isType) },
    ]
  })
  const dynamics = module.dynamicImports.flatMap((found) => {
    const literal = /^['"`](.*)['"`]$/.exec(text.slice(found.moduleRequest.start, found.moduleRequest.end))?.[1]
    return literal === undefined ? [] : [{ line: lineAt(found.start), specifier: literal, typeOnly: false }]
  })
  // CommonJS packages are loaded through createRequire, which only looks like a function call.
  const required = [...text.matchAll(/\brequire(?:\.resolve)?\(\s*['"]([^'"]+)['"]\s*\)/g)].map((call) => ({
    line: lineAt(call.index),
    specifier: call[1] ?? '',
    typeOnly: false,
  }))
  return [...statics, ...exports, ...dynamics, ...required].toSorted((a, b) => a.line - b.line)
}
