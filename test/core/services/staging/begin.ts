/** A process that begins to write to a target and waits to be killed: `node begin.ts TARGET [PROJECT]`. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { Staging } from '../../../../core/services/staging/staging.ts'

const [target = '', project] = process.argv.slice(2)
const staging = await Staging.begin(target, project)
writeFileSync(path.join(staging.folder, 'half.txt'), 'half')
console.log('begun')
setInterval(() => {}, 1000)
