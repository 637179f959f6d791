/**
 * The listing that labelling tools without a database make: every image's JSON file is read and parsed, and filters and
 * orders work on the objects. Says its times as one JSON line: node naive.ts FOLDER
 */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

interface Entry {
  image: string
  state: string
  boxes: Array<{ class: string; x1: number; y1: number; x2: number; y2: number }>
}

const AT_ONCE = 64
const [folder = ''] = process.argv.slice(2)
const milliseconds: Record<string, number> = {}
/** Of this process alone, which a busy machine does not lengthen much. */
const processorMs: Record<string, number> = {}
async function timed<T>(name: string, body: () => T | Promise<T>): Promise<T> {
  const started = performance.now()
  const before = process.cpuUsage()
  const value = await body()
  milliseconds[name] = performance.now() - started
  const { user, system } = process.cpuUsage(before)
  processorMs[name] = (user + system) / 1000
  return value
}

const entries = await timed('open', async () => {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json')).sort()
  const read: Entry[] = []
  for (let first = 0; first < files.length; first += AT_ONCE) {
    const texts = files.slice(first, first + AT_ONCE).map((file) => readFile(path.join(folder, file), 'utf8'))
    for (const text of await Promise.all(texts)) read.push(JSON.parse(text) as Entry)
  }
  return read
})
const has = (name: string) => (entry: Entry) => entry.boxes.some((box) => box.class === name)
const small = (entry: Entry) =>
  entry.boxes.some((box) => box.class === 'cat' && (box.x2 - box.x1) * (box.y2 - box.y1) < 48)
await timed('filter by class', () => entries.filter(has('cat')).length)
await timed('filter by boxes', () => entries.filter(small).length)
await timed('sort by path', () =>
  entries.toSorted((a, b) => a.image.localeCompare(b.image, undefined, { numeric: true })),
)
await timed('sort by boxes', () => entries.toSorted((a, b) => a.boxes.length - b.boxes.length))
console.log(JSON.stringify({ milliseconds, processorMs, peakBytes: process.resourceUsage().maxRSS * 1024 }))
