/** The import dialog's side of videos: told by their name, looked at by the engine. */
import { shallowRef } from 'vue'
import type { VideoInspection } from '../../../../core/api/types.ts'
import { extensionOf, VIDEO_EXTENSIONS } from '../../../../core/dataset/source.ts'
import type { FrameInterval } from '../../../../core/images/video/interval.ts'
import { api } from '../../../api.ts'

export function isVideo(path: string): boolean {
  return VIDEO_EXTENSIONS.has(extensionOf(path.replaceAll('\\', '/')))
}

export function useVideoSource() {
  const video = shallowRef<VideoInspection | null>(null)
  const interval = shallowRef<FrameInterval | null>(null)

  function forget() {
    video.value = null
    interval.value = null
  }

  /** Throws what the engine answers for a file that is no video, or where ffmpeg is missing. */
  async function look(file: string) {
    video.value = await api.dataset.inspectVideo.query({ file })
  }

  return { video, interval, look, forget }
}
