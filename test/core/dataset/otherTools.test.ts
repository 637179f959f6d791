/** What is said of files whose form is not read: the tool, and what to export there instead. */
import { expect, it } from 'vitest'
import { inspectFiles } from '../../../core/dataset/detect.ts'
import { memoryFiles } from './memoryFiles.ts'

const labelbox = {
  data_row: { id: 'c1', external_id: 'a.jpg', row_data: 'https://example.com/a.jpg' },
  media_attributes: { height: 10, width: 10 },
  projects: { p: { labels: [{ annotations: { objects: [{ name: 'cat', bounding_box: { top: 1, left: 2 } }] } }] } },
}
const groundTruth = {
  'source-ref': 's3://bucket/a.jpg',
  job: { annotations: [{ class_id: 0, width: 5, top: 1, height: 5, left: 2 }], image_size: [{ width: 10 }] },
  'job-metadata': { 'class-map': { 0: 'cat' }, type: 'groundtruth/object-detection' },
}
const scale = [
  {
    task_id: 't1',
    params: { attachment: 'https://example.com/a.jpg' },
    response: { annotations: [{ type: 'box', label: 'cat', left: 1, top: 2, width: 3, height: 4 }] },
  },
]
const cvatBackup = [
  { version: 0, tags: [], shapes: [{ type: 'rectangle', points: [1, 2, 3, 4], frame: 0, label: 'cat' }], tracks: [] },
]
const huggingFace = { file_name: 'a.jpg', objects: { bbox: [[1, 2, 3, 4]], categories: [0] } }
const vertex = { imageGcsUri: 'gs://bucket/a.jpg', boundingBoxAnnotations: [{ displayName: 'cat', xMin: 0.1 }] }
const bdd = [{ name: 'a.jpg', labels: [{ category: 'car', box2d: { x1: 1, y1: 2, x2: 3, y2: 4 } }] }]

it.each([
  ['export.ndjson', labelbox, 'export.ndjson is an export of Labelbox'],
  ['output.manifest', groundTruth, 'output.manifest is a manifest of Amazon SageMaker Ground Truth'],
  ['tasks.json', scale, 'tasks.json is a list of tasks of Scale AI'],
  ['annotations.json', cvatBackup, 'annotations.json is part of a backup of CVAT'],
  ['metadata.jsonl', huggingFace, 'metadata.jsonl is a metadata file of a Hugging Face data set'],
  ['import.jsonl', vertex, "import.jsonl is a list of images of Google's Vertex AI"],
  ['bdd100k_labels_images_val.json', bdd, 'bdd100k_labels_images_val.json is a label file of BDD100K'],
])('%s', async (name, value, words) => {
  const { candidates, note } = await inspectFiles(memoryFiles({ [name]: JSON.stringify(value) }, ['a.jpg']))
  expect(candidates.map(({ format }) => format)).toEqual(['images'])
  expect(note).toContain(words)
  expect(note).toMatch(/which is not read\. [A-Z].*\.$/)
})

it('names the lists of YOLO for Keras', async () => {
  const files = memoryFiles({ '_annotations.txt': 'a.jpg 1,2,30,40,0 5,6,7,8,1\nb.jpg\n', '_classes.txt': 'cat\n' }, [
    'a.jpg',
  ])
  expect((await inspectFiles(files)).note).toContain('YOLO for Keras')
})
