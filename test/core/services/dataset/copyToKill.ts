/** A process that copies pictures into a project and waits to be killed: `node copyToKill.ts PROJECT FILE…`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openProject } from '../../../../core/project/project.ts'
import { noteCopies } from '../../../../core/services/dataset/copyNotes.ts'

const [location = '', ...files] = process.argv.slice(2)
const project = openProject(location)
const targets = files.map((file) => path.join(project.path, 'images', file))
await noteCopies(project, targets)
for (const target of targets) {
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, 'copied')
  writeFileSync(`${target}.part`, 'cop')
}
console.log('begun')
setInterval(() => {}, 1000)
