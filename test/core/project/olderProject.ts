/** Projects as older versions of the studio left them. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { ProjectDatabase } from '../../../core/project/database.ts'
import { migrate, readMigrations } from '../../../core/project/migrate.ts'

/** Makes NAME.focal with the schema of a version, one class, and images without boxes. @returns its folder. */
export function makeOlderProject(folder: string, name: string, version: number, images = 3): string {
  const place = path.join(folder, `${name}.focal`)
  mkdirSync(path.join(place, 'runs'), { recursive: true })
  const database = new ProjectDatabase(path.join(place, 'project.db'))
  migrate(database, readMigrations().slice(0, version))
  database.transaction(() => {
    database.run("INSERT INTO classes (name, color, position) VALUES ('cat', '#ff0000', 0)")
    for (let i = 0; i < images; i++) {
      database.run(
        `INSERT INTO images (path, name, sort_key, search_text, width, height, orientation, bytes, hash, state, added_at)
         VALUES (?1, ?1, ?1, ?1, 640, 480, 1, 1000, 'hash ' || ?1, 'new', '2026-01-01T00:00:00.000Z')`,
        `${i}.jpg`,
      )
    }
  })
  database.close()
  return place
}
