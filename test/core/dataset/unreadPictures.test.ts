import { expect, it } from 'vitest'
import { recogniseFormats } from '../../../core/dataset/detect.ts'
import { isUnreadPicture, tellUnread } from '../../../core/dataset/unreadPictures.ts'
import { memoryFiles } from './memoryFiles.ts'

it('tells one line a kind, with how many', () => {
  expect(tellUnread(['b/2.JP2', 'a/1.jp2', 'x.CR3'], ['y.jpg'])).toEqual([
    {
      file: 'a/1.jp2',
      reason: '2 JPEG 2000 pictures were left out, as the studio does not read them. Save them as JPEG or PNG.',
    },
    { file: 'x.CR3', reason: '1 raw photo was left out, as the studio does not read them. Save it as JPEG or PNG.' },
  ])
})

it('tells of videos, whose frames are taken one video at a time', () => {
  expect(tellUnread(['b.MP4', 'a.mov', 'phone/IMG_1.MOV'], ['phone/IMG_1.HEIC'])).toEqual([
    { file: 'a.mov', reason: '2 videos were left out: import each by itself, to take frames out of it.' },
  ])
  expect(['main.ts', 'clip.mp4'].filter(isUnreadPicture)).toEqual(['clip.mp4'])
})

it('says nothing of raw photos beside the JPEG that the camera saved with them', () => {
  expect(tellUnread(['day/IMG_1.CR3', 'IMG_1.CR3'], ['day/img_1.jpg'])).toEqual([
    { file: 'IMG_1.CR3', reason: expect.stringContaining('1 raw photo') as string },
  ])
})

it('leaves names alone that are of no picture, and pictures that are read', () => {
  expect(['a.txt', 'a.jpg', 'jp2', '.jp2', 'a.heic'].filter(isUnreadPicture)).toEqual([])
})

it('is the note on a folder with nothing else', async () => {
  const files = { ...memoryFiles({}, []), unread: ['scan.jp2'] }
  const { candidates, note } = await recogniseFormats(files)
  expect(candidates).toEqual([])
  expect(note).toContain('1 JPEG 2000 picture was left out')
})
