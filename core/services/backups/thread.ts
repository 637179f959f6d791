/** The thread that checks, backs up and restores databases. */
import path from 'node:path'
import { checkPages } from '../../project/backups/check.ts'
import { describeBackups } from '../../project/backups/describe.ts'
import { makeBackup } from '../../project/backups/make.ts'
import { restoreBackup } from '../../project/backups/restore.ts'
import { ProjectDatabase } from '../../project/database.ts'
import { answerOrder } from '../../answerInThread.ts'
import type { BackupAnswers, BackupOrder } from './orders.ts'

await answerOrder(carryOut)

function carryOut(order: BackupOrder): BackupAnswers[BackupOrder['kind']] {
  const { databaseFile } = order
  switch (order.kind) {
    case 'check':
      return reading(databaseFile, (database) => {
        checkPages(database)
        return null
      })
    case 'make':
      return reading(databaseFile, (database) => makeBackup(database, order.reason, new Date(), order.temporary).name)
    case 'describe':
      return describeBackups(path.dirname(databaseFile), databaseFile)
    case 'restore':
      restoreBackup(databaseFile, order.name)
      return null
  }
}

function reading<T>(databaseFile: string, work: (database: ProjectDatabase) => T): T {
  const database = new ProjectDatabase(databaseFile, { readOnly: true })
  try {
    return work(database)
  } finally {
    database.close()
  }
}
