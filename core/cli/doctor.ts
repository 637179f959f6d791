/** doctor: what this computer has to train with, what is missing and why, and how fast it is. */
import type { Command } from 'commander'
import { examine } from '../compute/doctor.ts'
import { doctorWords } from '../compute/doctorWords.ts'
import { dataFolder } from '../dataFolder.ts'
import { version } from '../version.ts'
import { answer, tellLive, endLive } from './report.ts'

interface DoctorOptions {
  json: boolean
  measure: boolean
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('show what this computer can train with, what is missing and why, and its measured speed')
    .option('--no-measure', 'do not measure the speed')
    .option('--json', 'print one JSON object', false)
    .action(async (options: DoctorOptions) => {
      if (options.measure) tellLive('Measuring the speed, some seconds …')
      const report = await examine({ version, dataFolder: dataFolder(), measure: options.measure })
      if (options.measure) endLive()
      answer(options, report, () => doctorWords(report))
    })
}
