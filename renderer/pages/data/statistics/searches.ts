/** The searches behind the pictures of the statistics. */
import { quoted } from '../../../../core/dataset/search/tokens.ts'

/** Images with boxes of every one of these classes. */
export function classSearch(...names: string[]): string {
  return names.map((name) => `class:${quoted(name)}`).join(' ')
}

/** Images with a box in a bin of a histogram: above the edge before it, up to its own. */
export function binSearch(key: 'side' | 'ratio', edges: readonly number[], index: number): string {
  const above = index > 0 ? [`${key}:>${edges[index - 1] ?? 0}`] : []
  const upTo = index < edges.length - 1 ? [`${key}:<=${edges[index] ?? 0}`] : []
  return [...above, ...upTo].join(' ')
}

/** Images with a box whose centre lies in a cell of a grid of `side` x `side`. */
export function cellSearch(index: number, side: number): string {
  const part = (axis: 'x' | 'y', place: number) => {
    const edge = (at: number) => Number((at / side).toFixed(4))
    const from = place > 0 ? [`${axis}:>=${edge(place)}`] : []
    const to = place < side - 1 ? [`${axis}:<${edge(place + 1)}`] : []
    return [...from, ...to]
  }
  return [...part('x', index % side), ...part('y', Math.floor(index / side))].join(' ')
}
