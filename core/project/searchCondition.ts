/** A search as a condition on `images`, with every value bound. */
import { parseSearch, type SearchTerm } from '../dataset/search/parse.ts'
import type { BoxCheck, SEARCH_KEYS } from '../dataset/search/keys.ts'
import type { NumberRange } from '../dataset/search/ranges.ts'
import { StudioError } from '../api/errors.ts'
import { checkCondition, type BoxCondition } from './boxChecks.ts'
import type { BoxNumbers, BoxTest, SeenBox } from './boxNumbers.ts'
import type { Condition } from './condition.ts'
import { searchText } from './sortKey.ts'
import { IN_IDS } from './tables.ts'

type Value = string | number

const BOX_SIDE = 'sqrt((b.x2 - b.x1) * (b.y2 - b.y1) / nullif(images.width * images.height * 1.0, 0))'
/** What numbers speak of: the image, or one of its boxes (b). */
const IMAGE_NUMBERS = { count: 'images.box_count', width: 'images.width', height: 'images.height' }
const BOX_NUMBERS = {
  side: BOX_SIDE,
  ratio: '(b.x2 - b.x1) / nullif(b.y2 - b.y1, 0)',
  x: '(b.x1 + b.x2) / 2 / nullif(images.width, 0)',
  y: '(b.y1 + b.y2) / 2 / nullif(images.height, 0)',
}
/** The same of boxes in memory; not a number where the size of something is not known. */
const BOX_VALUES: Record<keyof typeof BOX_NUMBERS, (box: SeenBox) => number> = {
  side: ({ x1, y1, x2, y2, image }) => Math.sqrt(((x2 - x1) * (y2 - y1)) / known(image.width * image.height)),
  ratio: ({ x1, y1, x2, y2 }) => (x2 - x1) / known(y2 - y1),
  x: ({ x1, x2, image }) => (x1 + x2) / 2 / known(image.width),
  y: ({ y1, y2, image }) => (y1 + y2) / 2 / known(image.height),
}
const known = (size: number) => (size === 0 ? NaN : size)
/** What `is:` finds. */
const FACTS: Record<string, string> = {
  broken: 'images.problem IS NOT NULL',
  tagged: 'EXISTS (SELECT 1 FROM image_tags t WHERE t.image_id = images.id)',
  'stale-tag': 'images.stale_tag = 1',
} satisfies Record<(typeof SEARCH_KEYS)['is']['values'][number], string>
const CLASS_NAMED = (column: string) =>
  `${column} IN (SELECT classes.id FROM classes, json_each(?) wanted WHERE search_text(classes.name) = wanted.value)`
/** Names of classes as `CLASS_NAMED` wants them. */
const wantedNames = (names: readonly string[]) => JSON.stringify(names.map(searchText))

/**
 * The condition of a search. Terms on measures of boxes (side, ratio, x, y, check) all speak of one box, which is of one
 * of the classes that the search names, if it names any: `class:car side:<5%` finds small cars. Where boxes are in memory,
 * they are looked through there.
 * @throws BAD_INPUT with the sentence of the parser.
 */
export function searchCondition(text: string, boxes: () => BoxNumbers | null = () => null): Condition {
  const { terms, problem } = parseSearch(text)
  if (problem) throw new StudioError('BAD_INPUT', problem.message, 'Correct the search.', { ...problem })
  const parts: Condition[] = []
  const ofOneBox: BoxCondition[] = []
  for (const term of terms) {
    const box = boxCondition(term)
    if (box === null) parts.push(signed(term.negated, imageCondition(term)))
    else if (term.negated) parts.push(signed(true, someBox([box], boxes)))
    else ofOneBox.push(box)
  }
  if (ofOneBox.length > 0) {
    const names = terms.flatMap((term) => (term.key === 'class' && !term.negated ? term.names : []))
    if (names.length > 0) ofOneBox.push(ofClasses(names))
    parts.push(someBox(ofOneBox, boxes))
  }
  return all(parts)
}

function boxCondition(term: SearchTerm): BoxCondition | null {
  if (term.key === 'check') {
    const checks = term.names.map((name) => checkCondition(name as BoxCheck))
    return checks.length === 1 && checks[0] ? checks[0] : anyOf(checks)
  }
  if (term.key === 'side' || term.key === 'ratio' || term.key === 'x' || term.key === 'y') {
    const [column, value] = [BOX_NUMBERS[term.key], BOX_VALUES[term.key]]
    const { ranges } = term
    return anyOf(ranges.map((range) => ({ ...inRange(column, range), passes: (box) => contains(range, value(box)) })))
  }
  return null
}

function ofClasses(names: readonly string[]): BoxCondition {
  let wanted: { ids: Set<number>; of: BoxNumbers } | null = null
  const passes: BoxTest = ({ classId }, of) => {
    if (wanted?.of !== of) wanted = { ids: of.classesNamed(names), of }
    return wanted.ids.has(classId)
  }
  return { sql: CLASS_NAMED('b.class_id'), values: [wantedNames(names)], passes }
}

/** Boxes that fulfil one of the conditions. */
function anyOf(conditions: readonly BoxCondition[]): BoxCondition {
  const tests = testsOf(conditions)
  return { ...any(conditions), ...(tests && { passes: (box, all) => tests.some((passes) => passes(box, all)) }) }
}

/** Null where one can be told by the database alone. */
function testsOf(conditions: readonly BoxCondition[]): BoxTest[] | null {
  const tests = conditions.flatMap(({ passes }) => passes ?? [])
  return tests.length === conditions.length ? tests : null
}

function imageCondition(term: SearchTerm): Condition {
  switch (term.key) {
    case null:
      return { sql: 'instr(images.search_text, ?) > 0', values: [searchText(term.text)] }
    case 'class': {
      const sql = `EXISTS (SELECT 1 FROM image_classes k WHERE k.image_id = images.id AND ${CLASS_NAMED('k.class_id')})`
      return { sql, values: [wantedNames(term.names)] }
    }
    case 'state':
      return oneOf('images.state', term.names)
    case 'split':
      return oneOf("CASE WHEN images.left_out = 1 THEN 'out' ELSE coalesce(images.split, 'none') END", term.names)
    case 'tag': {
      const tags = 'SELECT 1 FROM image_tags t, json_each(?) wanted'
      const sql = `EXISTS (${tags} WHERE t.image_id = images.id AND t.tag = wanted.value)`
      return { sql, values: [JSON.stringify(term.names.map(searchText))] }
    }
    case 'folder':
      return any(term.names.map(inFolder))
    case 'is':
      return any(term.names.map((name) => ({ sql: FACTS[name] ?? 'FALSE', values: [] })))
    case 'score': {
      const { sql, values } = any(term.ranges.map((range) => inRange('s.score', range)))
      const latest = '(SELECT max(run_id) FROM detected_images d WHERE d.image_id = images.id)'
      const from = `suggestions s JOIN classes ON classes.id = s.class_id WHERE s.image_id = images.id`
      return { sql: `EXISTS (SELECT 1 FROM ${from} AND s.run_id = ${latest} AND s.state = 'open' AND ${sql})`, values }
    }
    case 'count':
    case 'width':
    case 'height': {
      const column = IMAGE_NUMBERS[term.key]
      return any(term.ranges.map((range) => inRange(column, range)))
    }
    default:
      throw new StudioError('INTERNAL', `The search key ${term.key} is about boxes.`)
  }
}

/** The folder's name anywhere in the path, or several in a row ("a/b"). */
function inFolder(name: string): Condition {
  const folder = searchText(name).replace(/^\/+|\/+$/g, '')
  return { sql: "instr('/' || images.search_text, ?) > 0", values: [`/${folder}/`] }
}

function someBox(conditions: readonly BoxCondition[], boxes: () => BoxNumbers | null): Condition {
  const tests = testsOf(conditions)
  const numbers = tests && boxes()
  if (tests && numbers) {
    const found = numbers.some((box, all) => tests.every((passes) => passes(box, all)))
    return { sql: `images.id ${IN_IDS}`, values: [JSON.stringify(found)] }
  }
  const { sql, values } = all(conditions)
  const sure = conditions.flatMap(({ images }) => images ?? [])
  const found = `EXISTS (SELECT 1 FROM boxes b WHERE b.image_id = images.id AND ${sql})`
  return { sql: [...sure, found].join(' AND '), values }
}

function oneOf(column: string, names: readonly string[]): Condition {
  return { sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(names)] }
}

function contains({ low, high, withLow, withHigh }: NumberRange, value: number): boolean {
  return (
    (withLow ? value >= low : value > low || low === -Infinity) &&
    (withHigh ? value <= high : value < high || high === Infinity)
  )
}

function inRange(column: string, { low, high, withLow, withHigh }: NumberRange): Condition {
  const terms: string[] = []
  const values: Value[] = []
  if (low > -Infinity) {
    terms.push(`${column} ${withLow ? '>=' : '>'} ?`)
    values.push(low)
  }
  if (high < Infinity) {
    terms.push(`${column} ${withHigh ? '<=' : '<'} ?`)
    values.push(high)
  }
  return { sql: terms.length > 0 ? `(${terms.join(' AND ')})` : 'TRUE', values }
}

function signed(negated: boolean, { sql, values }: Condition): Condition {
  return { sql: negated ? `NOT coalesce(${sql}, FALSE)` : sql, values }
}

function all(conditions: readonly Condition[]): Condition {
  return joined(conditions, ' AND ', 'TRUE')
}

function any(conditions: readonly Condition[]): Condition {
  return joined(conditions, ' OR ', 'FALSE')
}

function joined(conditions: readonly Condition[], word: string, none: string): Condition {
  if (conditions.length === 0) return { sql: none, values: [] }
  const sql = `(${conditions.map((condition) => condition.sql).join(word)})`
  return { sql, values: conditions.flatMap((condition) => condition.values) }
}
