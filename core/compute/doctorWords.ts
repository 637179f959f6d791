/** The doctor's report for people. */
import type { BackendReport, DoctorReport } from '../api/types.ts'

const gigabyte = 2 ** 30

/** Lines of plain text: the computer, the backends (the chosen one marked), the weights, the folders. */
export function doctorWords(report: DoctorReport): string {
  const { version, node, platform, processor, cores, memoryBytes, folders, video } = report
  return [
    `Focal Studio ${version}, Node ${node}, ${platform}`,
    `${processor}, ${cores} cores, ${(memoryBytes / gigabyte).toFixed(1)} GiB of memory`,
    '',
    'Trains and detects with (> is what is used):',
    ...report.backends.flatMap((backend) => backendLines(backend, backend.name === report.chosen)),
    '',
    'Published weights to start from:',
    ...report.weights.map(({ name, available, path, why }) => `  ${available ? 'yes' : 'no '} ${name}: ${path ?? why}`),
    '',
    video.available ? `Frames of videos: ffmpeg ${video.version}, ${video.path}` : `Frames of videos: no. ${video.why}`,
    `Kept downloads: ${folders.cache}`,
    `Settings and recent projects: ${folders.data}`,
  ].join('\n')
}

function backendLines(backend: BackendReport, isChosen: boolean): string[] {
  const { name, available, description, why, gigaflops, trainingImagesPerSecond } = backend
  const speeds = [
    gigaflops === null ? null : `${Math.round(gigaflops)} GFLOP/s`,
    trainingImagesPerSecond === null ? null : `${trainingImagesPerSecond.toFixed(1)} training images a second`,
  ].filter((speed) => speed !== null)
  const speed = speeds.length > 0 ? `: ${speeds.join(', ')}` : ''
  const lines = [`${isChosen ? '>' : ' '} ${available ? 'yes' : 'no '} ${name}, ${description}${speed}`]
  return why === null ? lines : [...lines, `        ${why}`]
}
