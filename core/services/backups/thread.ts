/** The thread that checks, backs up and restores databases. */
import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { errorBody } from '../../api/errors.ts'
import { checkPages } from '../../project/backups/check.ts'
import { describeBackups } from '../../project/backups/describe.ts'
import { makeBackup } from '../../project/backups/make.ts'
import { restoreBackup } from '../../project/backups/restore.ts'
import { ProjectDatabase } from '../../project/database.ts'
import type { BackupAnswers, BackupOrder, BackupReply } from './orders.ts'

const reply = (message: BackupReply) => parentPort?.postMessage(message)

try {
  reply({ kind: 'done', answer: carryOut(workerData as BackupOrder) })
} catch (error) {
  reply({ kind: 'failed', error: errorBody(error) })
}

function carryOut(order: BackupOrder): BackupAnswers[BackupOrder['kind']] {
  const { databaseFile } = order
  switch (order.kind) {
    case 'check':
      return reading(databaseFile, (database) => {
        checkPages(database)
        return null
      })
    case 'make':
      return reading(databaseFile, (database) => makeBackup(database, order.reason).name)
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
