/** Where this user's own data is (recent projects, settings), outside of any project. */
import envPaths from 'env-paths'

/** The folder for this user's data; FOCAL_STUDIO_DATA overrides it. Not made here. */
export function userDataFolder(): string {
  const chosen = process.env['FOCAL_STUDIO_DATA']
  return chosen !== undefined && chosen !== '' ? chosen : envPaths('focal-studio', { suffix: '' }).data
}
