/** electron-builder's settings. Each platform's installer is made on that platform: it carries native libraries. */
import type { Configuration } from 'electron-builder'
import { setFuses } from './fuses.ts'

export interface BuilderSettings {
  /** Folder that `stage` filled. */
  staged: string
  /** Folder with icon.png. */
  resources: string
  output: string
  /** Folder of Electron's program, where npm's package has it; otherwise electron-builder downloads it. */
  electronDist?: string | undefined
  /** Where installed studios look for updates; none when it is not given. */
  updates?: string | undefined
  /** For Debian packages, which name a person: 'Name <address>'. */
  maintainer?: string | undefined
}

/** Put these in the environment of `npm run dist` to sign a release with a real name; .invalid never resolves. */
const nobody = 'Focal Studio contributors <contributors@focal-studio.invalid>'

export function builderConfig(settings: BuilderSettings): Configuration {
  const { staged, resources, output, electronDist, updates, maintainer } = settings
  return {
    appId: 'studio.focal.desktop',
    productName: 'Focal Studio',
    copyright: 'Apache-2.0',
    directories: { output, buildResources: resources },
    // The shell is two files that contain all they need; everything else is the engine, beside the archive.
    files: ['dist/electron/*.cjs', 'package.json', '!node_modules/**/*'],
    asar: true,
    npmRebuild: false,
    // One entry above the engine: electron-builder leaves out a node_modules that lies at the top of an entry.
    extraResources: [{ from: staged, to: '.', filter: ['**/*'] }],
    ...(electronDist ? { electronDist } : {}),
    afterPack: setFuses,
    publish: updates ? { provider: 'generic', url: updates } : null,
    linux: {
      target: ['AppImage', 'deb'],
      category: 'Science',
      executableName: 'focal-studio',
      synopsis: 'Label images, train a detector, review what it finds',
      maintainer: maintainer ?? nobody,
    },
    win: { target: ['nsis'] },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    mac: { target: ['dmg'], category: 'public.app-category.developer-tools', hardenedRuntime: true },
  }
}
