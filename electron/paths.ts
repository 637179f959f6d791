/** Where the parts of the studio lie: beside the sources in development, among the resources of an installed studio. */
import { existsSync } from 'node:fs'
import path from 'node:path'

export interface StudioPaths {
  node: string
  entry: string
  preload: string
  /** For the engine: the environment, with what the installer brought. */
  environment: NodeJS.ProcessEnv
}

/**
 * @param packaged whether this is an installed studio
 * @param resources the installed studio's resources folder
 * @param appFolder folder of package.json (or app.asar)
 * @param developmentNode the project's Node 24, as the launcher found it
 */
export function studioPaths(
  packaged: boolean,
  resources: string,
  appFolder: string,
  developmentNode: string | undefined,
): StudioPaths {
  const preload = path.join(appFolder, 'dist/electron/preload.cjs')
  if (!packaged) {
    const node = developmentNode ?? process.env['npm_node_execpath'] ?? 'node'
    return { node, entry: path.join(appFolder, 'core/engineEntry.ts'), preload, environment: { ...process.env } }
  }
  const node = path.join(resources, process.platform === 'win32' ? 'node/node.exe' : 'node/node')
  const environment: NodeJS.ProcessEnv = { ...process.env }
  const binding = path.join(resources, 'tensorflow/tfjs_binding.node')
  const weights = path.join(resources, 'weights')
  // What the person set counts more than what the installer brought.
  if (existsSync(binding)) environment['FOCAL_STUDIO_TENSORFLOW'] ??= binding
  if (existsSync(weights)) environment['FOCAL_STUDIO_WEIGHTS'] ??= weights
  return { node, entry: path.join(resources, 'engine/core/engineEntry.ts'), preload, environment }
}
