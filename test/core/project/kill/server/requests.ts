/** The changes that are asked of the server, each with the story that it must lead to. */
import path from 'node:path'
import { makeSource } from '../work.ts'
import type { Client } from './client.ts'
import { changed, line, redone, undone, type Content, type Story } from './content.ts'

export interface Workplace {
  api: Client
  folder: string
  project: string
  /** From 0 to below 1. */
  random: () => number
  /** Unlike any number before. */
  next: () => number
}

export interface Change {
  /** What the project holds once it is made. */
  after: Story
  /** Resolves when the server has acknowledged it. */
  send(): Promise<unknown>
}

/** How a change is prepared; null when there is nothing to make it on. */
type Prepare = (place: Workplace, story: Story) => Promise<Change | null>

export const requests: Record<string, Prepare> = {
  async draw(place, story) {
    const { api, project, next } = place
    const image = await someImage(place)
    const [first] = await api.classes.list.query({ project })
    if (!image || !first) return null
    const edges = { x1: next() / 1e6, y1: 1, x2: 7, y2: 6.5 }
    const edits = [{ kind: 'add' as const, box: { ...edges, classId: first.id } }]
    return {
      after: changed(story, added(story.now, [line.box(image.path, edges)])),
      send: () => api.labels.edit.mutate({ project, image: image.id, edits, title: 'Draw' }),
    }
  },
  async class({ api, project, next }, story) {
    const name = `class ${next()}`
    return {
      after: changed(story, added(story.now, [line.class(name)])),
      send: () => api.classes.add.mutate({ project, name }),
    }
  },
  async tag(place, story) {
    const { api, project, next } = place
    const image = await someImage(place)
    if (!image) return null
    const tag = `t${next()}`
    return {
      after: changed(story, added(story.now, [line.tag(image.path, tag)])),
      send: () => api.images.tag.mutate({ project, images: [image.id], add: [tag] }),
    }
  },
  async remove(place, story) {
    const { api, project } = place
    const image = await someImage(place)
    if (!image) return null
    const isOf = (one: string) => one === line.image(image.path) || one.split(' ')[1] === image.path
    return {
      after: changed(story, new Set([...story.now].filter((one) => !isOf(one)))),
      send: () => api.images.remove.mutate({ project, images: [image.id] }),
    }
  },
  async import({ api, folder, project, next }, story) {
    const source = path.join(folder, `source-${next()}`)
    makeSource(source, path.basename(source))
    const images = ['a', 'b', 'c', 'd'].map(
      (letter) => `${path.basename(source)}/${path.basename(source)}-${letter}.bmp`,
    )
    const boxes = images.map((image, id) => line.box(image, { x1: 1, y1: 1, x2: 5 + id / 4, y2: 6.5 }))
    return {
      after: changed(story, added(story.now, [line.class('cat'), ...images.map(line.image), ...boxes])),
      send: async () => ended(api, (await api.dataset.import.mutate({ project, source, format: 'coco' })).id),
    }
  },
  undo: async ({ api, project }, story) => ({
    after: undone(story),
    send: () => api.labels.undo.mutate({ project }),
  }),
  redo: async ({ api, project }, story) => ({
    after: redone(story),
    send: () => api.labels.redo.mutate({ project }),
  }),
}

function added(content: Content, lines: readonly string[]): Content {
  return new Set([...content, ...lines])
}

async function someImage({ api, project, random }: Workplace): Promise<{ id: number; path: string } | null> {
  const { total } = await api.images.page.query({ project, offset: 0, limit: 1 })
  if (total === 0) return null
  const offset = Math.floor(random() * total)
  const { rows } = await api.images.page.query({ project, offset, limit: 1 })
  return rows[0] ?? null
}

/** Waits for a job's end. @throws when it failed. */
async function ended(api: Client, id: string): Promise<void> {
  for (;;) {
    const job = (await api.jobs.list.query()).find((one) => one.id === id)
    if (job?.status === 'done') return
    if (job?.status !== 'running') throw new Error(`The import ended: ${JSON.stringify(job?.error)}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
