/** The system part of the API: what runs here, settings, folders. */
import type { Services } from '../api/services.ts'
import { examine } from '../compute/doctor.ts'
import { listFolder, makeFolder } from './folders.ts'
import { SettingsFile } from './settings.ts'

export interface SystemParts {
  version: string
  host: 'electron' | 'web'
  dataFolder: string
  /** Trainings that run or wait, over all projects. */
  activeTrainings: () => number
}

export function createSystemServices(parts: SystemParts): Services['system'] {
  const settings = new SettingsFile(parts.dataFolder)
  return {
    info: () => ({
      version: parts.version,
      host: parts.host,
      platform: process.platform,
      activeTrainings: parts.activeTrainings(),
    }),
    doctor: () => examine({ version: parts.version, dataFolder: parts.dataFolder }),
    settings: () => settings.read(),
    changeSettings: (change) => settings.change(change),
    listFolder,
    makeFolder,
  }
}
