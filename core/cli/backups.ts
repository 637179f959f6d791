/** backups: listing them, making one, going back to one. */
import path from 'node:path'
import { Option, type Command } from 'commander'
import type { BackupReason, BackupRecord, ProjectBackups } from '../project/types.ts'
import { answer, type Output } from './report.ts'
import { projectPath, withEngine } from './session.ts'
import { counted, table } from './words.ts'

const json = () => new Option('--json', 'one JSON object on stdout').default(false)

const REASONS: Record<BackupReason, string> = {
  regular: 'now and then',
  upgrade: 'before an upgrade',
  import: 'before an import',
  restore: 'put aside by a restore',
  request: 'by hand',
  removal: 'before much was removed',
  merge: 'before classes were merged',
}

export function addBackups(program: Command): void {
  const backups = program.command('backups').description('backups of a project’s labels: list, make, restore')
  backups
    .command('list')
    .description('what there is, newest first')
    .argument('<project>')
    .addOption(json())
    .action(list)
  backups.command('make').description('make one now').argument('<project>').addOption(json()).action(make)
  backups
    .command('restore')
    .description('go back to a backup; what was there is put aside')
    .argument('<project>')
    .argument('<backup>', 'its name in the list')
    .addOption(json())
    .action(restore)
}

async function list(location: string, output: Output): Promise<void> {
  await withEngine(async ({ services }) => {
    const found = await services.projects.backups(projectPath(location))
    answer(output, found, () => words(found))
  })
}

async function make(location: string, output: Output): Promise<void> {
  await withEngine(async ({ services }) => {
    const found = await services.projects.backUp(projectPath(location))
    answer(output, found, () => words(found))
  })
}

async function restore(location: string, backup: string, output: Output): Promise<void> {
  await withEngine(async ({ services }) => {
    const name = path.basename(backup)
    const { path: place, images, boxes } = await services.projects.restore(projectPath(location), name)
    answer(
      output,
      { project: place, backup: name, images, boxes },
      () =>
        `Restored ${name}: ${counted(images, 'image')}, ${counted(boxes, 'box', 'boxes')}. What was there is among the backups.`,
    )
  })
}

function words({ path: place, damage, backups }: ProjectBackups): string {
  const state = damage === null ? [] : [damage]
  if (backups.length === 0) return [...state, `${place} has no backups yet.`].join('\n')
  return [...state, table([['backup', 'made', 'images', 'boxes', 'changes since'], ...backups.map(row)])].join('\n')
}

function row({ name, reason, content, changesSince }: BackupRecord): string[] {
  const [images, boxes] = content ? [String(content.images), String(content.boxes)] : ['damaged', '–']
  return [name, REASONS[reason], images, boxes, changesSince === null ? '–' : String(changesSince)]
}
