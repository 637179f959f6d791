import { expect, it } from 'vitest'
import { toStudioError } from '../../../core/api/errors.ts'

function failed(code: string, path: string, dest?: string): Error {
  return Object.assign(new Error(code), { code, path, ...(dest === undefined ? {} : { dest }) })
}

it('names the place that could not be written to when a copy fails, else the file', () => {
  expect(toStudioError(failed('ENOSPC', '/from/a.jpg', '/to/a.jpg'))).toMatchObject({
    code: 'DISK_FULL',
    message: '/to/a.jpg cannot be written: the drive is full.',
    details: { path: '/to/a.jpg' },
  })
  expect(toStudioError(failed('ENOENT', '/from/a.jpg', '/to/a.jpg')).message).toBe('/from/a.jpg does not exist.')
})

it.each(['EDQUOT', 'EBUSY', 'ESTALE', 'ENODEV', 'ENOTDIR', 'ENAMETOOLONG', 'EIO', 'EROFS'])(
  'has words for %s',
  (code) => {
    const error = toStudioError(failed(code, '/a.jpg'))
    expect(error.code).not.toBe('INTERNAL')
    expect(error.message).toMatch(/^\/a\.jpg [^E]/)
    expect(error.hint).toBeTruthy()
  },
)
