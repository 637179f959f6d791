/** What could stand at the cursor of a search: keys, then the values that the key takes. */
import { SEARCH_KEYS, searchKey } from '../../../../core/dataset/search/keys.ts'
import { quoted, tokens } from '../../../../core/dataset/search/tokens.ts'

export interface Vocabulary {
  classes: readonly string[]
  tags: readonly string[]
}

export interface Completion {
  /** What is shown and, in place of `from`..`to` of the text, put in. */
  text: string
  about: string
  from: number
  to: number
}

const MOST = 8

/** The completions for the term that the cursor is in or behind; keys alone where no term has begun. */
export function completions(text: string, cursor: number, vocabulary: Vocabulary): Completion[] {
  const token = tokens(text).find(({ from, to }) => from < cursor && cursor <= to)
  if (!token) return matching('', cursor, cursor, keyChoices())
  if (token.key === null) {
    const from = token.from + (token.negated ? 1 : 0)
    return matching(text.slice(from, cursor), from, token.to, keyChoices())
  }
  const key = searchKey(token.key)
  if (key === null) return []
  const value = token.values.findLast(({ from }) => from <= cursor)
  if (!value) return []
  const { values, about, example } = SEARCH_KEYS[key]
  if (values === 'number') {
    return value.text === '' ? [{ text: example.slice(key.length + 1), about, from: value.from, to: value.to }] : []
  }
  const typed = text.slice(value.from, cursor).replace(/^"/, '')
  return matching(typed, value.from, value.to, valueChoices(key, values, vocabulary))
}

function keyChoices(): Array<[string, string]> {
  return Object.entries(SEARCH_KEYS).map(([key, { about }]) => [`${key}:`, about])
}

function valueChoices(
  key: string,
  values: 'name' | readonly string[],
  { classes, tags }: Vocabulary,
): Array<[string, string]> {
  if (values !== 'name') return values.map((value) => [value, ''])
  const names = key === 'class' ? classes : key === 'tag' ? tags : []
  return names.map((name) => [quoted(name), ''])
}

/** Those that begin with what is typed first, then those that contain it; nothing when it is there in full. */
function matching(typed: string, from: number, to: number, choices: Array<[string, string]>): Completion[] {
  const plain = typed.toLowerCase()
  const bare = (text: string) => text.replace(/^"/, '').toLowerCase()
  const starting = choices.filter(([text]) => bare(text).startsWith(plain))
  const containing = choices.filter(([text]) => !bare(text).startsWith(plain) && bare(text).includes(plain))
  const found = [...starting, ...(plain === '' ? [] : containing)]
  if (found.length === 1 && found[0]?.[0].toLowerCase() === plain) return []
  return found.slice(0, MOST).map(([text, about]) => ({ text, about, from, to }))
}
