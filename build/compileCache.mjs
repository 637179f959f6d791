/**
 * Node keeps what it compiled, types stripped, in the person's cache folder: commands start in half of the time, and so
 * do the engine's threads and the trainer.
 */
import path from 'node:path'

/** The environment for a Node process of the studio. A cache that was chosen or forbidden outside stays so. */
export async function cachedEnvironment(environment = process.env) {
  try {
    // Without its packages the studio says so itself, a moment later.
    const { default: envPaths } = await import('env-paths')
    const folder = environment.FOCAL_STUDIO_CACHE || envPaths('focal-studio', { suffix: '' }).cache
    return { NODE_COMPILE_CACHE: path.join(folder, 'compiled'), ...environment }
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    return environment
  }
}
