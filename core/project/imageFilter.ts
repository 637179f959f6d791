/** An image filter as a condition in SQL. */
import type { ImageQuery } from '../api/services.ts'
import type { BoxNumbers } from './boxNumbers.ts'
import type { Condition } from './condition.ts'
import { searchCondition } from './searchCondition.ts'
import { searchText } from './sortKey.ts'
import { IN_IDS } from './tables.ts'
import type { ImageFilter } from './types.ts'

/** The SplitChoice of an image. */
export const SPLIT_CHOICE = "CASE WHEN images.left_out = 1 THEN 'out' ELSE coalesce(images.split, 'none') END"

/** The condition on `images` for a filter, without the parts named in `leaveOut`; `boxes` gives those in memory. */
export function filterCondition(
  filter: ImageFilter,
  leaveOut?: keyof ImageFilter,
  boxes?: () => BoxNumbers | null,
): Condition {
  const kept: ImageFilter = leaveOut ? { ...filter, [leaveOut]: undefined } : filter
  const { classIds, states, splits, text, search, broken, ids } = kept
  const terms: string[] = []
  const values: Array<string | number> = []
  if (ids) {
    terms.push(`id ${IN_IDS}`)
    values.push(JSON.stringify(ids))
  }
  if (classIds && classIds.length > 0) {
    terms.push(`EXISTS (SELECT 1 FROM image_classes c WHERE c.image_id = images.id AND c.class_id ${IN_IDS})`)
    values.push(JSON.stringify(classIds))
  }
  if (states && states.length > 0) {
    terms.push(`state ${IN_IDS}`)
    values.push(JSON.stringify(states))
  }
  if (splits && splits.length > 0) {
    terms.push(`${SPLIT_CHOICE} ${IN_IDS}`)
    values.push(JSON.stringify(splits))
  }
  if (text !== undefined && text.trim() !== '') {
    terms.push('instr(search_text, ?) > 0')
    values.push(searchText(text.trim()))
  }
  if (search !== undefined && search.trim() !== '') {
    const found = searchCondition(search, boxes)
    terms.push(found.sql)
    values.push(...found.values)
  }
  if (broken === true) terms.push('problem IS NOT NULL')
  if (broken === false) terms.push('problem IS NULL')
  return { sql: terms.length > 0 ? terms.join(' AND ') : 'TRUE', values }
}

/** Must equal the indexed expressions of the schema to the letter, or SQLite sorts all rows. */
const ORDERS: Record<ImageQuery['sort'], string[]> = {
  path: ['sort_key', 'id'],
  added: ['id'],
  boxes: ['box_count', 'sort_key', 'id'],
  size: ['width * height', 'sort_key', 'id'],
  state: ["CASE state WHEN 'new' THEN 0 WHEN 'in-progress' THEN 1 WHEN 'done' THEN 2 ELSE 3 END", 'sort_key', 'id'],
}

/** The ORDER BY of a query. */
export function queryOrder(query: Pick<ImageQuery, 'sort' | 'descending'>): string {
  return ORDERS[query.sort].map((term) => `${term} ${query.descending ? 'DESC' : 'ASC'}`).join(', ')
}
