/** The command line: the same core as the window. See cli/ for one file per command. */
import { createProgram } from './cli/program.ts'
import { exitCode } from './cli/report.ts'

process.exitCode = await exitCode(() => createProgram().parseAsync())
