/** The classes' part of the API. */
import { StudioError } from '../api/errors.ts'
import type { Services } from '../api/services.ts'
import type { ChangeRecorder } from '../project/changeRecorder.ts'
import { addClass, classNames, listClasses, reorderClasses, updateClass } from '../project/classes.ts'
import { recordChange } from '../project/history.ts'
import type { Project } from '../project/project.ts'
import type { ClassRecord } from '../project/types.ts'
import { backUpBefore, type BulkKeeper } from './backups/bulk.ts'
import type { ProjectRegistry } from './registry.ts'
import { carryOut } from './work/carryOut.ts'

export function createClassServices(registry: ProjectRegistry, keeper: BulkKeeper): Services['classes'] {
  const changed = (id: string, title: (names: NameOf) => string, body: (change: ChangeRecorder) => void) => {
    const project = registry.get(id)
    recordChange(project, title(namesOf(project)), body)
    return listClasses(project)
  }
  return {
    list: (id) => carryOut(registry.get(id), 'classes', undefined),
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
      const project = registry.get(id)
      await backUpBefore(keeper, project, { kind: 'merge-classes', classes: from })
      const name = namesOf(project)
      const title = `Merge ${from.map(name).join(', ')} into ${name(into)}`
      await carryOut(project, 'mergeClasses', { title, from, into })
      return carryOut(project, 'classes', undefined)
    },
    async remove(id, classId) {
      const project = registry.get(id)
      await backUpBefore(keeper, project, { kind: 'remove-classes', classes: [classId] })
      const title = `Remove class ${namesOf(project)(classId)}`
      await carryOut(project, 'removeClass', { title, id: classId })
      return carryOut(project, 'classes', undefined)
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

function namesOf(project: Project): NameOf {
  const names = new Map(classNames(project).map(({ id, name }) => [id, name]))
  return (classId) => names.get(classId) ?? `class ${classId}`
}
