/** Keeps what follows from the boxes (counts) true, and images' revisions growing. */
import type { ProjectDatabase } from './database.ts'
import { IS_DUPLICATE } from './boxChecks.ts'
import { PART_SIZE } from './journal.ts'
import { parts } from './ranges.ts'
import { IN_IDS } from './tables.ts'

/** Recounts the boxes of images that a change touched, and raises their revisions by one. Part of the change's transaction. */
export function refreshImages(database: ProjectDatabase, touched: Iterable<number>): void {
  for (const part of parts([...touched], PART_SIZE)) {
    const ids = JSON.stringify(part)
    database.run(`DELETE FROM image_classes WHERE image_id ${IN_IDS}`, ids)
    database.run(
      `INSERT INTO image_classes (class_id, image_id, boxes, duplicates)
       SELECT class_id, image_id, count(*), sum(${IS_DUPLICATE}) FROM boxes b WHERE image_id ${IN_IDS}
       GROUP BY class_id, image_id`,
      ids,
    )
    database.run(
      `UPDATE images SET revision = revision + 1,
         box_count = (SELECT coalesce(sum(boxes), 0) FROM image_classes WHERE image_id = images.id)
       WHERE id ${IN_IDS}`,
      ids,
    )
  }
}
