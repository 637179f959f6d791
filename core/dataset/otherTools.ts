/** Files of tools whose own form is not read, told by their first characters, with what to export there instead. */
import { baseName } from './source.ts'

interface OtherTool {
  fits(start: string, label: string): boolean
  /** Completes "FILE is …". */
  what: string
  /** An export of that tool which is read. */
  instead: string
}

const OTHERS: OtherTool[] = [
  {
    fits: (start) => /"data_row"\s*:/.test(start) || /"Labeled Data"\s*:/.test(start),
    what: 'an export of Labelbox in its own form',
    instead: 'Convert it with the converter of Labelbox to COCO.',
  },
  {
    fits: (start) => /"source-ref"\s*:/.test(start),
    what: 'a manifest of Amazon SageMaker Ground Truth',
    instead: 'Convert it to COCO or to Pascal VOC.',
  },
  {
    fits: (start) => /"task_id"\s*:/.test(start) && /"(attachment|response)"\s*:/.test(start),
    what: 'a list of tasks of Scale AI',
    instead: 'Export the labels as COCO.',
  },
  {
    fits: (start) => /"imageGcsUri"\s*:/.test(start),
    what: "a list of images of Google's Vertex AI",
    instead: 'Use its CSV form, which is read.',
  },
  {
    fits: (start, label) =>
      baseName(label) === 'annotations.json' && /"shapes"\s*:\s*\[/.test(start) && /"frame"\s*:/.test(start),
    what: 'part of a backup of CVAT',
    instead: 'Restore it there and export the data set as "CVAT for images 1.1".',
  },
  {
    fits: (start) => /"box2d"\s*:/.test(start),
    what: 'a label file of BDD100K or Scalabel',
    instead: 'Convert it to COCO, with "python -m bdd100k.label.to_coco".',
  },
  {
    fits: (start) => /^\s*\{"file_name"\s*:.*"objects"\s*:/.test(start),
    what: 'a metadata file of a Hugging Face data set',
    instead: 'Export it as COCO.',
  },
  {
    fits: (start) => /"dataset"\s*:.*"image"\s*:.*"data_hash"\s*:/s.test(start) || /"label_hash"\s*:/.test(start),
    what: 'an export of Encord',
    instead: 'Choose COCO when you export.',
  },
]

/** "FILE is of that tool, which is not read: …", or null. */
export function otherTool(label: string, text: string): string | null {
  const start = text.slice(0, 20_000)
  const tool = OTHERS.find(({ fits }) => fits(start, label))
  return tool ? `${label} is ${tool.what}, which is not read. ${tool.instead}` : null
}
