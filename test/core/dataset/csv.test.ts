/** Dialects of CSV that people meet: Kaggle's, Roboflow's, Google's, and what their numbers mean. */
import { describe, expect, it } from 'vitest'
import { recogniseFormats } from '../../../core/dataset/detect.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { memoryFiles } from './memoryFiles.ts'

async function read(text: string, images: string[] = ['a.jpg', 'b.jpg'], name = 'train.csv') {
  const files = memoryFiles({ [name]: text }, images)
  const { candidates } = await recogniseFormats(files)
  expect(candidates.map(({ format }) => format)).toContain('csv')
  const found = await datasetFormats.csv.read(files)
  const boxes = found.images.flatMap((image) =>
    image.boxes.map(({ className, x1, y1, x2, y2 }) => [image.image, className, x1, y1, x2, y2]),
  )
  return { ...found, boxes, notes: found.warnings.map(({ reason }) => reason).join(' ') }
}

describe('lists of four numbers', () => {
  it('are left, top, width and height where they cannot be corners, as in the wheat heads of Kaggle', async () => {
    const rows = [
      'a,1024,1024,"[834.0, 222.0, 56.0, 36.0]",usask_1',
      'b,1024,1024,"[26.0, 144.0, 124.0, 117.0]",arvalis',
    ]
    const { boxes, notes } = await read(`image_id,width,height,bbox,source\n${rows.join('\n')}\n`)
    expect(boxes).toEqual([
      ['a.jpg', 'object', 834, 222, 890, 258],
      ['b.jpg', 'object', 26, 144, 150, 261],
    ])
    expect(notes).toContain('left, top, width and height')
    expect(notes).toContain('all boxes became the class "object"')
  })

  it('are corners where they would reach out of the image as sides', async () => {
    const { boxes, notes } = await read('image_id,label,width,height,bbox\na,cat,100,100,"60 60 90 90"\n')
    expect(boxes).toEqual([['a.jpg', 'cat', 60, 60, 90, 90]])
    expect(notes).not.toContain('could be')
  })

  it('are corners, with a word, where they could be either', async () => {
    const { boxes, notes } = await read('image,label,bbox\na.jpg,cat,"1,2,30,40"\n')
    expect(boxes).toEqual([['a.jpg', 'cat', 1, 2, 30, 40]])
    expect(notes).toContain('they could be left, top, width and height, too')
  })
})

it('takes x, y, width and height in a row for the box, and width and height elsewhere for the image', async () => {
  const box = await read('patientId,image,x,y,width,height,Target\n1,a.jpg,264,152,213,379,1\n2,b.jpg,,,,,0\n')
  expect(box.boxes).toEqual([['a.jpg', 'object', 264, 152, 477, 531]])
  expect(box.images.find(({ image }) => image === 'b.jpg')?.labels).toBe('train.csv')
  const image = await read('image,width,height,label,x,y,w,h\na.jpg,640,480,cat,1,2,3,4\n')
  expect(image.boxes).toEqual([['a.jpg', 'cat', 1, 2, 4, 6]])
  expect(image.images[0]?.size).toEqual({ width: 640, height: 480 })
})

it('takes an image without findings for an empty one, as in the chest X-rays of Kaggle', async () => {
  const header = 'image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max'
  const { images, classes, skipped } = await read(
    `${header}\na,No finding,14,R11,,,,\nb,Mass,8,R9,691,1375,1653,1831\n`,
  )
  expect(images.map(({ image, labels, boxes }) => [image, labels, boxes.length])).toEqual([
    ['a.jpg', 'train.csv', 0],
    ['b.jpg', 'train.csv', 1],
  ])
  expect([classes, skipped]).toEqual([['Mass'], []])
})

it('reads fractions where all numbers are, and never where the size of the image is beside them', async () => {
  const { images, notes } = await read('filename,class,xmin,ymin,xmax,ymax\na.jpg,cat,0.1,0.2,0.5,1\n')
  expect(images[0]?.unit).toBe('relative')
  expect(notes).toContain('fractions of the image')
  const sized = await read('filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,9,9,cat,0.1,0.2,0.5,1\n')
  expect(sized.images[0]?.unit).toBe('pixels')
})

it("reads Google's rows of four corners, two of them left out, with their parts", async () => {
  const rows = [
    'TRAIN,gs://bucket/a.jpg,car,0.1,0.1,,,0.3,0.3,,',
    'TRAIN,gs://bucket/a.jpg,bike,.7,.6,.8,.6,.8,.9,.7,.9',
    'TEST,gs://bucket/b.jpg,,,,,,,,,',
  ]
  const { boxes, images } = await read(`${rows.join('\n')}\n`)
  expect(boxes).toEqual([
    ['a.jpg', 'car', 0.1, 0.1, 0.3, 0.3],
    ['a.jpg', 'bike', 0.7, 0.6, 0.8, 0.9],
  ])
  expect(images.map(({ unit, split, labels }) => [unit, split, labels])).toEqual([
    ['relative', 'train', 'train.csv'],
    ['relative', 'test', 'train.csv'],
  ])
})

it("reads Roboflow's tables: TensorFlow's with a header, and keras-retinanet's without", async () => {
  const header = 'filename,width,height,class,xmin,ymin,xmax,ymax'
  const tensorflow = await read(`${header}\na.jpg,416,416,cat,1,2,30,40\n`, ['train/a.jpg'], 'train/_annotations.csv')
  expect(tensorflow.boxes).toEqual([['train/a.jpg', 'cat', 1, 2, 30, 40]])
  const keras = await read(
    'a.jpg,1,2,30,40,cat\nb.jpg,,,,,\n',
    ['train/a.jpg', 'train/b.jpg'],
    'train/_annotations.csv',
  )
  expect(keras.boxes).toEqual([['train/a.jpg', 'cat', 1, 2, 30, 40]])
})
