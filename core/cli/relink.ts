/** relink: finds images that were moved or renamed, by content and by name. */
import path from 'node:path'
import { Option, type Command } from 'commander'
import type { FoundImages } from '../api/types.ts'
import { answer, type Output } from './report.ts'
import { jobResult, withProject } from './session.ts'
import { counted } from './words.ts'

interface RelinkOptions extends Output {
  quick: boolean
  doubtful: boolean
  preview: boolean
  merge: boolean
}

export function addRelink(program: Command): void {
  program
    .command('relink')
    .description('find the images that are no longer where they were')
    .argument('<project>')
    .argument('<folder>', 'where to look for them, with all folders in it')
    .option('--quick', 'trust a name and size that fit but once, without reading the file', false)
    .option('--doubtful', 'take files of the same name and picture size with other content, too', false)
    .option('--merge', 'make one of two entries of the same picture, of which one has no file', false)
    .option('--preview', 'say what was found, and change nothing', false)
    .addOption(new Option('--json', 'one JSON object on stdout').default(false))
    .action(relink)
}

async function relink(location: string, folder: string, options: RelinkOptions): Promise<void> {
  await withProject(location, async (engine, project) => {
    const { dataset } = engine.services
    const job = dataset.findMoved(project.id, path.resolve(folder), options.quick)
    const { found } = await jobResult(engine, job, 'find-moved')
    const sure = found.matches.content + found.matches['name-and-size']
    const wanted = sure + (options.doubtful ? found.matches.name : 0)
    const doubtfulOnes = options.doubtful ? 'all' : []
    const request = { search: found.search, doubtful: doubtfulOnes, merge: options.merge } as const
    const isAsked = !options.preview && (wanted > 0 || (options.merge && found.mergeable > 0))
    const done = isAsked ? await dataset.relink(project.id, request) : null
    const [relinked, merged] = [done?.images ?? 0, done?.merged ?? 0]
    const { search: _search, doubtful, ...facts } = found
    const shown = doubtful.map(({ image, file }) => ({ image: image.path, file }))
    answer(options, { ...facts, doubtful: shown, relinked, merged }, () => words(found, relinked, merged, options))
  })
}

function words(found: FoundImages, relinked: number, merged: number, options: RelinkOptions): string {
  const { content, name, 'name-and-size': sized } = found.matches
  if (found.missing === 0) return 'No image is missing.'
  const left = found.missing - (options.preview ? content + sized : relinked + merged)
  return [
    `${counted(found.missing, 'image')} missing, ${counted(found.files, 'file')} looked at.`,
    `Found: ${content} by content, ${sized} by name and size, ${name} of the same name with other content${options.doubtful ? '' : ' (--doubtful takes them)'}.`,
    ...(found.otherSize.length > 0 ? [`Same name but another picture size: ${found.otherSize.length}.`] : []),
    ...(found.present > 0 ? [twinWords(found, merged)] : []),
    options.preview ? 'Nothing was changed.' : `Relinked ${counted(relinked, 'image')}; undo takes it back.`,
    ...(left > 0 ? [`Not found: ${left}.`, ...found.notFound.slice(0, 10).map((one) => `  ${one}`)] : []),
  ].join('\n')
}

function twinWords({ present, mergeable, differing }: FoundImages, merged: number): string {
  const choice = differing > 0 ? ` ${differing} have other labels there: remove one of each.` : ''
  const done = merged > 0 ? `${merged} were merged.` : `${mergeable} can be merged (--merge).`
  return `In the project a second time already: ${present}; ${done}${choice}`
}
