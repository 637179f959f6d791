/** Folders that can be browsed, and videos. */
import type { VideoFacts } from '../../images/video/probe.ts'

export interface FolderListing {
  path: string
  parent: string | null
  /** Home, drives, recent folders. */
  places: Array<{ name: string; path: string }>
  entries: Array<{ name: string; path: string; kind: 'folder' | 'project' | 'image' | 'file'; bytes: number | null }>
}

/** What a video is, and with what it would be read. */
export interface VideoInspection extends VideoFacts {
  name: string
  /** The version of ffmpeg. */
  ffmpeg: string
}
