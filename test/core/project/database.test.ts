import { statSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { ProjectDatabase } from '../../../core/project/database.ts'
import { temporaryFolder } from './temporaryProject.ts'

it('a reader that stops half-way leaves nothing open', () => {
  const file = path.join(temporaryFolder(), 'numbers.db')
  const database = new ProjectDatabase(file)
  database.exec('CREATE TABLE numbers (value INTEGER)')
  for (const value of [1, 2, 3]) database.run('INSERT INTO numbers VALUES (?)', value)
  const readers = [
    () => {
      for (const [value] of database.eachList<[number]>('SELECT value FROM numbers')) if (value === 2) return
    },
    () => {
      for (const [value] of database.eachList<[number]>('SELECT value FROM numbers')) throw new Error(`no ${value}`)
    },
  ]
  readers[0]?.()
  expect(readers[1]).toThrow('no 1')
  database.emptyLog()
  expect(statSync(`${file}-wal`).size).toBe(0)
  database.close()
})
