/** The pages of the documentation speak of files that are there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(path.join(root, 'docs'), { recursive: true })
    .map((name) => `docs/${String(name).replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.md')),
]

/** Folders that paths begin with; the map of the architecture leaves out the first one. */
const folders = ['', 'core/', 'renderer/']
const beginnings = new Set([
  'core',
  'renderer',
  'electron',
  'build',
  'test',
  'docs',
  ...['core', 'renderer'].flatMap((folder) => readdirSync(path.join(root, folder))),
])
/** Made by a build, so not there before one. */
const made = /^(dist|release|node_modules)\//

/** Paths in code spans: with a folder of ours, or with the ending of a source. */
function namedPaths(text: string): string[] {
  const spans = [...text.replaceAll(/```.*?```/gs, '').matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span)
  const words = spans.flatMap((span) => span.split(/\s+/)).flatMap(withChoices)
  return words.filter((word) => {
    const isPath = /^[\w.-]+(\/[\w.-]+)+\/?$/.test(word) && !made.test(word)
    return isPath && (beginnings.has(word.split('/')[0] ?? '') || /\.(ts|vue|mjs|py|md|json)$/.test(word))
  })
}

/** `formats/{read,write}.ts` names two files. */
function withChoices(word: string): string[] {
  const [, before = '', choices, after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(word) ?? []
  return choices === undefined ? [word] : choices.split(',').map((choice) => before + choice + after)
}

function linkedPaths(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
}

it.each(pages)('%s', (page) => {
  const text = readFileSync(path.join(root, page), 'utf8')
  const isThere = (named: string) =>
    folders.some((folder) => ['', '.ts'].some((ending) => existsSync(path.join(root, folder, named + ending))))
  expect(namedPaths(text).filter((named) => !isThere(named))).toEqual([])
  const beside = path.dirname(path.join(root, page))
  expect(linkedPaths(text).filter((target) => !existsSync(path.join(beside, target)))).toEqual([])
})
