import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isOwnPage, isWebPage } from '../../electron/address.ts'
import { readWindowState, writeWindowState } from '../../electron/windowState.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'window-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('size and place are kept, and nonsense is not believed', () => {
  const file = path.join(folder, 'window.json')
  expect(readWindowState(file)).toEqual({ width: 1440, height: 900, maximized: false })
  writeWindowState(file, { width: 1200, height: 800, x: -5, y: 10, maximized: true })
  expect(readWindowState(file)).toEqual({ width: 1200, height: 800, x: -5, y: 10, maximized: true })
  writeFileSync(file, '{"width":5,"height":"tall","x":1}')
  expect(readWindowState(file)).toEqual({ width: 960, height: 900, maximized: false })
  writeFileSync(file, 'not json')
  expect(readWindowState(file).width).toBe(1440)
})

test('only the studio itself is the studio', () => {
  expect(isOwnPage('app://studio/projects')).toBe(true)
  expect(['app://studio.example/', 'app://other/', 'https://studio/', 'file:///etc/passwd'].some(isOwnPage)).toBe(false)
  expect(isWebPage('https://example.org/paper')).toBe(true)
  expect(['http://example.org', 'file:///etc/passwd', 'javascript:alert(1)', 'nonsense'].some(isWebPage)).toBe(false)
})
