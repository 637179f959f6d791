/** Where the person's own data lies: settings, recent projects, the sample project. */
import envPaths from 'env-paths'

/** FOCAL_STUDIO_DATA overrides the system's folder for application data. */
export function dataFolder(): string {
  return process.env['FOCAL_STUDIO_DATA'] || envPaths('focal-studio', { suffix: '' }).data
}
