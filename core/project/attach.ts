/** A second connection to a project that is open already, for threads: nothing is checked or migrated again. */
import { ProjectDatabase } from './database.ts'
import { databaseFile, type Project } from './project.ts'

/** What a thread has to be told of a project. */
export type ProjectPlace = Pick<Project, 'id' | 'name' | 'path' | 'folder' | 'home'>

/** With `readOnly` closing it never touches the files, so that a thread may be ended at any moment. */
export function attachProject(place: ProjectPlace, readOnly: boolean): Project {
  const database = new ProjectDatabase(databaseFile(place.path), { readOnly })
  let notice = readOnly ? `${place.name} is only read here.` : null
  return {
    ...place,
    get readOnly() {
      return notice !== null
    },
    get notice() {
      return notice
    },
    database,
    stopWriting(reason) {
      notice = reason
    },
    close: () => database.close(),
  }
}
