/** The classes' part of the API. */
import { StudioError } from '../api/errors.ts'
import type { Services } from '../api/services.ts'
import type { ChangeRecorder } from '../project/changeRecorder.ts'
import { addClass, listClasses, mergeClasses, removeClass, reorderClasses, updateClass } from '../project/classes.ts'
import { recordChange } from '../project/history.ts'
import type { ClassRecord } from '../project/types.ts'
import { beforeClassesGo, type BulkKeeper } from './backups/bulk.ts'
import type { ProjectRegistry } from './registry.ts'

export function createClassServices(registry: ProjectRegistry, keeper: BulkKeeper): Services['classes'] {
  const changed = (id: string, title: (names: NameOf) => string, body: (change: ChangeRecorder) => void) => {
    const project = registry.get(id)
    const names = new Map(listClasses(project).map((one) => [one.id, one.name]))
    recordChange(
      project,
      title((classId) => names.get(classId) ?? `class ${classId}`),
      body,
    )
    return listClasses(project)
  }
  return {
    list: (id) => listClasses(registry.get(id)),
    add(id, name, color): ClassRecord {
      const project = registry.get(id)
      const classId = recordChange(project, `Add class ${name}`, (change) => addClass(change, name, color))
      const added = listClasses(project).find((one) => one.id === classId)
      if (!added) throw new StudioError('INTERNAL', `The class "${name}" was added and is not there.`)
      return added
    },
    update: (id, classId, values) =>
      changed(
        id,
        (name) =>
          values.name === undefined ? `Recolour ${name(classId)}` : `Rename ${name(classId)} to ${values.name}`,
        (change) => updateClass(change, classId, values),
      ),
    async merge(id, from, into) {
      await beforeClassesGo(keeper, registry.get(id), from, 'merge')
      return changed(
        id,
        (name) => `Merge ${from.map(name).join(', ')} into ${name(into)}`,
        (change) => mergeClasses(change, from, into),
      )
    },
    async remove(id, classId) {
      await beforeClassesGo(keeper, registry.get(id), [classId], 'removal')
      return changed(
        id,
        (name) => `Remove class ${name(classId)}`,
        (change) => removeClass(change, classId),
      )
    },
    reorder: (id, ids) =>
      changed(
        id,
        () => 'Reorder classes',
        (change) => reorderClasses(change, ids),
      ),
  }
}

type NameOf = (classId: number) => string
