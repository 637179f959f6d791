/** The system part of the API: what runs here, settings, folders. */
import type { Services } from '../api/services.ts'
import { listFolder, makeFolder } from './folders.ts'
import { SettingsFile } from './settings.ts'

export interface SystemParts {
  version: string
  host: 'electron' | 'web'
  dataFolder: string
}

export function createSystemServices(parts: SystemParts): Omit<Services['system'], 'doctor'> {
  const settings = new SettingsFile(parts.dataFolder)
  return {
    info: () => ({ version: parts.version, host: parts.host, platform: process.platform }),
    settings: () => settings.read(),
    changeSettings: (change) => settings.change(change),
    listFolder,
    makeFolder,
  }
}
