/** Rows of a CSV file: quotes, any line ends, comma, semicolon or tab. */
import Papa from 'papaparse'

export interface DelimitedRow {
  cells: string[]
  /** One-based, counting the header. */
  number: number
}

/** Rows with at least one cell that is not blank; edge spaces are gone. */
export function delimitedRows(text: string): DelimitedRow[] {
  const plain = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n')
  const { data } = Papa.parse<string[]>(plain, { newline: '\n', delimitersToGuess: [',', ';', '\t', '|'] })
  return data
    .map((cells, index) => ({ cells: cells.map((cell) => cell.trim()), number: index + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
}

/** One line of a CSV file, with a line end. */
export function delimitedLine(cells: ReadonlyArray<string | number>): string {
  return `${cells.map((cell) => quoted(String(cell))).join(',')}\n`
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** Enough of a file for its header and a row of any length. */
export const HEADER_CHARACTERS = 20_000

/** Column names of a CSV file, lower case. */
export function headerOf(text: string): string[] {
  return (delimitedRows(text.slice(0, HEADER_CHARACTERS))[0]?.cells ?? []).map((cell) => cell.toLowerCase())
}
