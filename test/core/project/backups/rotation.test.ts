import { expect, it } from 'vitest'
import { backupName, parseBackupName } from '../../../../core/project/backups/names.ts'
import { outdated, type SizedBackup } from '../../../../core/project/backups/rotation.ts'
import type { BackupReason } from '../../../../core/project/types.ts'

const HOUR = 3600 * 1000
const MB = 1024 * 1024

function backup(sequence: number, at: number, bytes = MB, reason: BackupReason = 'regular'): SizedBackup {
  return { ...parseBackupName(backupName(sequence, new Date(at), reason))!, bytes }
}

/** One every four hours for a year, rotated after each as in life. */
function aYear(bytes: number): SizedBackup[] {
  let kept: SizedBackup[] = []
  for (let i = 1; i <= 6 * 365; i++) {
    const all = [...kept, backup(i, Date.UTC(2026, 0, 1) + i * 4 * HOUR, bytes)]
    const old = new Set(outdated(all))
    kept = all.filter((one) => !old.has(one))
  }
  return kept
}

it('keeps the last ones, one a day for a week and one a week for a month', () => {
  const kept = aYear(MB)
  const ages = kept.map(({ at }) => (Date.parse(kept.at(-1)!.at) - Date.parse(at)) / (24 * HOUR))
  expect(kept.length).toBeLessThanOrEqual(3 + 7 + 4)
  expect(ages.filter((age) => age < 1).length).toBeGreaterThanOrEqual(3)
  expect(ages.filter((age) => age < 7).length).toBeGreaterThanOrEqual(7)
  expect(Math.max(...ages)).toBeGreaterThan(14)
})

it('takes a bounded part of the drive, and keeps two whatever they take', () => {
  expect(aYear(300 * MB).length).toBe(4)
  const [large, larger, largest] = [backup(1, 0, 10), backup(2, HOUR, 3000 * MB), backup(3, 2 * HOUR, 9 * MB)]
  expect(outdated([large!, larger!, largest!])).toEqual([large])
})

it('keeps what two restores put aside, and the last one before an upgrade', () => {
  const first = backup(1, 0, MB, 'upgrade')
  const aside = [2, 3, 4].map((sequence) => backup(sequence, sequence * HOUR, MB, 'restore'))
  const later = Array.from({ length: 200 }, (_, i) => backup(5 + i, (200 + i) * 24 * HOUR))
  const old = outdated([first, ...aside, ...later])
  expect(old).toContain(aside[0])
  for (const kept of [first, aside[1], aside[2], later.at(-1)]) expect(old).not.toContain(kept)
})

it('goes by the number, not by a clock that was set back', () => {
  const all = Array.from({ length: 40 }, (_, i) => backup(i + 1, Date.UTC(2026, 0, 1) - i * HOUR))
  const old = outdated(all)
  for (const latest of all.slice(-3)) expect(old).not.toContain(latest)
  expect(all.length - old.length).toBeLessThanOrEqual(14)
})

it('reads back the names that it gives, and no others', () => {
  const name = backupName(12, new Date('2026-11-23T21:46:58.999Z'), 'import')
  expect(name).toBe('0012-20261123-214658-import.db')
  expect(parseBackupName(name)).toEqual({ name, sequence: 12, at: '2026-11-23T21:46:58.000Z', reason: 'import' })
  for (const other of ['project.db', '0012-20261123-214658-other.db', '0012-20269923-214658-import.db', `x${name}`]) {
    expect(parseBackupName(other)).toBeNull()
  }
})
