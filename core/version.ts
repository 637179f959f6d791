/** The studio's version, from package.json, which is the only place that states it. */
import packageJson from '../package.json' with { type: 'json' }

export const version: string = packageJson.version
