/** All commands in one program. */
import { Command } from 'commander'
import { version } from '../version.ts'
import { addDoctor } from './doctor.ts'
import { addServe } from './serve.ts'

export function createProgram(): Command {
  const program = new Command('focal-studio')
    .description('Label images, train a focal-loss detector on your own computer, and review what it finds.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(add --help for the options)')
  for (const add of [addServe, addDoctor]) add(program)
  for (const command of program.commands) command.exitOverride()
  return program
}
