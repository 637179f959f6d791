/** All commands in one program. */
import { Command } from 'commander'
import { version } from '../version.ts'
import { addBackups } from './backups.ts'
import { addDetect } from './detect.ts'
import { addDetections } from './detections.ts'
import { addDoctor } from './doctor.ts'
import { addEvaluate } from './evaluate.ts'
import { addModels } from './models.ts'
import { addProjectCommands } from './project.ts'
import { addRelink } from './relink.ts'
import { addServe } from './serve.ts'
import { addTrain } from './train.ts'
import { addVideo } from './video.ts'

export function createProgram(): Command {
  const program = new Command('focal-studio')
    .description('Label images, train a focal-loss detector on your own computer, and review what it finds.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(add --help for the options)')
  const all = [
    addProjectCommands,
    addRelink,
    addVideo,
    addDetections,
    addBackups,
    addTrain,
    addDetect,
    addEvaluate,
    addModels,
    addServe,
    addDoctor,
  ]
  for (const add of all) add(program)
  for (const command of program.commands) for (const one of [command, ...command.commands]) one.exitOverride()
  return program
}
