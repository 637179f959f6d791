/** Tags on images: free words by which people sort. Kept in lower case, so that "Night" and "night" are one. */
import type { ChangeRecorder } from './changeRecorder.ts'
import type { Project } from './project.ts'
import { searchText } from './sortKey.ts'
import { IN_IDS } from './tables.ts'
import type { TagRecord } from './types.ts'

/** All tags with their numbers of images, or only those of some images; in alphabetical order. */
export function listTags(project: Project, images?: number[]): TagRecord[] {
  const among = images ? `WHERE image_id ${IN_IDS}` : ''
  const sql = `SELECT tag, count(*) AS images FROM image_tags ${among} GROUP BY tag ORDER BY tag`
  return project.database.all<TagRecord>(sql, ...(images ? [JSON.stringify(images)] : []))
}

/** Adds each tag to each image that lacks it. */
export function addTags(change: ChangeRecorder, images: number[], tags: readonly string[]): void {
  for (const tag of distinct(tags)) {
    const lacking = `SELECT id FROM images WHERE id ${IN_IDS}
      AND NOT EXISTS (SELECT 1 FROM image_tags t WHERE t.image_id = images.id AND t.tag = ?) ORDER BY id`
    for (const { id } of change.database.all<{ id: number }>(lacking, JSON.stringify(images), tag)) {
      change.insert('image_tags', { image_id: id, tag })
    }
  }
}

/** Takes each tag off each image that has it. */
export function removeTags(change: ChangeRecorder, images: number[], tags: readonly string[]): void {
  const sql = `SELECT id FROM image_tags WHERE image_id ${IN_IDS} AND tag ${IN_IDS}`
  const rows = change.database.all<{ id: number }>(sql, JSON.stringify(images), JSON.stringify(distinct(tags)))
  change.remove(
    'image_tags',
    rows.map((row) => row.id),
  )
}

function distinct(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => searchText(tag.trim())).filter((tag) => tag !== ''))]
}
