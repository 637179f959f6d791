/** How staging folders and their notes are called: .NAME.unfinished-ID, beside the NAME that they are for. */
import path from 'node:path'

const PATTERN = /^\.(.+)\.unfinished-([0-9a-f]{12})\.json$/

export interface StagingPlace {
  /** The folder that is written to. */
  folder: string
  /** Where what it replaces waits while the two change places. */
  old: string
  note: string
}

/** The places for a target, by an id of twelve hexadecimal digits. */
export function stagingPlace(target: string, id: string): StagingPlace {
  const folder = path.join(path.dirname(target), `.${path.basename(target)}.unfinished-${id}`)
  return { folder, old: `${folder}.old`, note: `${folder}.json` }
}

/** The target's name and the id that a note's file name gives; null for other files. */
export function parseNoteName(file: string): { name: string; id: string } | null {
  const [, name, id] = PATTERN.exec(file) ?? []
  return name === undefined || id === undefined ? null : { name, id }
}
