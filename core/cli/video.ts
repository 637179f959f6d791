/** video: takes frames out of a video and adds them as images. */
import path from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { FrameInterval } from '../images/video/interval.ts'
import { answer, type Output } from './report.ts'
import { jobResult, withProject } from './session.ts'
import { counted, itemLines } from './words.ts'

export function addVideo(program: Command): void {
  program
    .command('video')
    .description('add frames of a video as images (needs ffmpeg)')
    .argument('<project>')
    .argument('<file>', 'the video')
    .option('--every <interval>', 'seconds ("0.5s") or frames ("10")', interval, { seconds: 1 })
    .addOption(new Option('--json', 'one JSON object on stdout').default(false))
    .action(add)
}

function interval(text: string): FrameInterval {
  const [, digits = '', unit] = /^(\d+(?:\.\d+)?)(s?)$/.exec(text.trim()) ?? []
  const value = Number(digits)
  const isRight = digits !== '' && value > 0 && (unit === 's' || Number.isInteger(value))
  if (!isRight) throw new InvalidArgumentError('Give seconds, as 0.5s, or a whole number of frames, as 10.')
  return unit === 's' ? { seconds: value } : { frames: value }
}

async function add(location: string, file: string, options: Output & { every: FrameInterval }): Promise<void> {
  await withProject(location, async (engine, project) => {
    const request = { file: path.resolve(file), interval: options.every }
    const { report } = await jobResult(engine, engine.services.dataset.addVideo(project.id, request), 'add-video')
    answer(options, report, () =>
      [
        `Added ${counted(report.images, 'frame')}${report.duplicates > 0 ? `; ${report.duplicates} were there already` : ''}.`,
        ...itemLines('To know', report.warnings),
      ].join('\n'),
    )
  })
}
