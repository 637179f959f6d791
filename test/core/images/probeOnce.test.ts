import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it, onTestFinished } from 'vitest'
import { probeImage } from '../../../core/images/probe.ts'
import { probeOnce } from '../../../core/images/probeOnce.ts'

const picture = (width: number) =>
  sharp({ create: { width, height: 10, channels: 3, background: '#888' } })
    .png()
    .toBuffer()

it('reads a file once, and again when it has changed', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'focal-probe-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'a.png')
  writeFileSync(file, await picture(20))
  const first = await probeOnce(file)
  expect(first).toEqual(await probeImage(file))
  expect(await probeOnce(file)).toBe(first)
  writeFileSync(file, await picture(30))
  expect((await probeOnce(file)).width).toBe(30)
  rmSync(file)
  await expect(probeOnce(file)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
