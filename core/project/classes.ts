/** Classes: listing, adding, renaming, merging, removing, ordering. */
import { StudioError } from '../api/errors.ts'
import type { ChangeRecorder } from './changeRecorder.ts'
import { nextColor, nextColors } from './palette.ts'
import type { Project } from './project.ts'
import { IN_IDS } from './tables.ts'
import type { ClassRecord } from './types.ts'

/** All classes in the person's order, with their counts of boxes. */
export function listClasses(project: Project): ClassRecord[] {
  return project.database.all<ClassRecord>(
    `SELECT id, name, color, position,
       (SELECT coalesce(sum(boxes), 0) FROM image_classes WHERE class_id = classes.id) AS boxCount
     FROM classes ORDER BY position, id`,
  )
}

/** Ids and names of all classes in the person's order, without counting their boxes. */
export function classNames({ database }: Project): Array<Pick<ClassRecord, 'id' | 'name'>> {
  return database.all<Pick<ClassRecord, 'id' | 'name'>>('SELECT id, name FROM classes ORDER BY position, id')
}

/** @throws NOT_FOUND when the project has no such class. */
function getClass(change: ChangeRecorder, id: number): { id: number; name: string } {
  const found = change.database.get<{ id: number; name: string }>('SELECT id, name FROM classes WHERE id = ?', id)
  if (found) return found
  throw new StudioError('NOT_FOUND', `There is no class ${id}.`, 'It may have been removed.', { id })
}

/** Adds a class after the others and returns its id. @throws CONFLICT when the name is taken. */
export function addClass(change: ChangeRecorder, name: string, color?: string): number {
  assertNameFree(change, name, null)
  const used = change.database.all<{ color: string; position: number }>('SELECT color, position FROM classes')
  const position = used.reduce((last, { position }) => Math.max(last, position), -1) + 1
  return change.insert('classes', { name, color: color ?? nextColor(used.map((one) => one.color)), position })
}

/** The id of the class with this exact name, which is added when the project has none. */
export function ensureClass(change: ChangeRecorder, name: string, color?: string): number {
  const found = change.database.get<{ id: number }>('SELECT id FROM classes WHERE name = ?', name)
  return found?.id ?? addClass(change, name, color)
}

/** The ids of classes with these exact names; those that the project lacks are added in this order. */
export function ensureClasses(
  change: ChangeRecorder,
  wanted: ReadonlyArray<{ name: string; color?: string }>,
): Map<string, number> {
  const known = change.database.all<{ id: number; name: string; color: string; position: number }>(
    'SELECT id, name, color, position FROM classes',
  )
  const ids = new Map(known.map(({ id, name }) => [name, id]))
  const colorOf = nextColors(known.map(({ color }) => color))
  let position = known.reduce((last, one) => Math.max(last, one.position), -1)
  for (const { name, color } of wanted) {
    if (!ids.has(name)) {
      ids.set(name, change.insert('classes', { name, color: color ?? colorOf(), position: ++position }))
    }
  }
  return ids
}

/** Renames or recolours a class. @throws NOT_FOUND, CONFLICT when the name is taken. */
export function updateClass(change: ChangeRecorder, id: number, values: { name?: string; color?: string }): void {
  getClass(change, id)
  if (values.name !== undefined) {
    assertNameFree(change, values.name, id)
    change.update('classes', [id], { name: values.name })
  }
  if (values.color !== undefined) change.update('classes', [id], { color: values.color })
}

/** Gives all boxes and suggestions of `from` to the class `into`, and removes `from`. */
export function mergeClasses(change: ChangeRecorder, from: number[], into: number): void {
  getClass(change, into)
  const others = [...new Set(from)].filter((id) => id !== into)
  for (const id of others) getClass(change, id)
  const list = JSON.stringify(others)
  for (const table of ['boxes', 'suggestions'] as const) {
    const rows = change.database.all<{ id: number }>(`SELECT id FROM ${table} WHERE class_id ${IN_IDS}`, list)
    change.update(
      table,
      rows.map((row) => row.id),
      { class_id: into },
    )
  }
  change.remove('classes', others)
}

/** Removes a class and its boxes. */
export function removeClass(change: ChangeRecorder, id: number): void {
  getClass(change, id)
  const boxes = change.database.all<{ id: number }>('SELECT id FROM boxes WHERE class_id = ?', id)
  change.remove(
    'boxes',
    boxes.map((box) => box.id),
  )
  change.remove('classes', [id])
}

/** Puts classes in the given order; those that are not named follow in their old order. */
export function reorderClasses(change: ChangeRecorder, ids: number[]): void {
  for (const id of ids) getClass(change, id)
  const all = change.database.all<{ id: number }>('SELECT id FROM classes ORDER BY position, id')
  const order = new Set([...ids, ...all.map((one) => one.id)])
  for (const [position, id] of [...order].entries()) change.update('classes', [id], { position })
}

function assertNameFree(change: ChangeRecorder, name: string, except: number | null): void {
  const taken = change.database.get<{ id: number }>('SELECT id FROM classes WHERE name = ?', name)
  if (!taken || taken.id === except) return
  const hint = 'Choose another name, or merge the two classes.'
  throw new StudioError('CONFLICT', `There is a class "${name}" already.`, hint, { name, id: taken.id })
}
