/** Why a search finds nothing before it is asked: a mistake in it, or a class that the project does not have. */
import { parseSearch, type SearchProblem } from '../../../../core/dataset/search/parse.ts'
import { listed } from '../../../format.ts'

/** The first problem, in a sentence and with its place; null for a good search. */
export function searchTrouble(text: string, classes: readonly string[]): SearchProblem | null {
  const { terms, problem } = parseSearch(text)
  if (problem) return problem
  const known = new Set(classes.map((name) => name.toLowerCase()))
  for (const term of terms) {
    if (term.key !== 'class') continue
    const unknown = term.names.find((name) => !known.has(name.toLowerCase()))
    if (unknown === undefined) continue
    const has = classes.length > 0 ? `There are ${listed([...classes])}.` : 'The project has no classes yet.'
    return { from: term.from, to: term.to, message: `No class is called "${unknown}". ${has}` }
  }
  return null
}
