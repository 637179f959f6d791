/** Files that look like labels of some tool and are not, or not of a kind that boxes can be read from: what to say of them. */
import { isRecord, parseJson } from './json.ts'
import { otherTool } from './otherTools.ts'
import { peekJson, peekTexts } from './peek.ts'
import { extensionOf, lines, type DatasetFiles } from './source.ts'
import { parseXml } from './xml.ts'
import { tellUnread } from './unreadPictures.ts'

/** Why a text is not even well-formed; null when it is. */
function faultOf(label: string, text: string): string | null {
  try {
    if (extensionOf(label) === '.xml') parseXml(text)
    else parseJson(text)
    return null
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).slice(0, 200)
  }
}

/** One clear sentence on why nothing was recognised, or null when there is nothing to say. */
export async function refusal(files: DatasetFiles): Promise<string | null> {
  for (const { label, value } of await peekJson(files)) {
    const [first] = Array.isArray(value) ? (value as unknown[]) : []
    if (isRecord(first) && 'score' in first && ('bbox' in first || 'segmentation' in first)) {
      return `${label} holds detections with scores, not labels; choose that file itself to take them in as suggestions.`
    }
  }
  for (const { label, value } of await peekTexts(files, ['.jsonl', '.ndjson', '.manifest', '.json'])) {
    const other = otherTool(label, value)
    if (other !== null) return other
    const start = value.slice(0, 2_000)
    if (/"(prefix|suffix)"\s*:|"conversations"\s*:/.test(start)) {
      return `${label} holds questions and answers about images, for a language model; it has no boxes.`
    }
  }
  for (const { label, value } of await peekTexts(files, ['.txt'])) {
    const first = lines(value.slice(0, 4_000)).next().value?.line ?? ''
    if (/\.(jpe?g|png|bmp|webp|tiff?)(\s+\d+,\d+,\d+,\d+,\d+)+$/i.test(first)) {
      return `${label} has the boxes of an image in each line, as YOLO for Keras takes them, which is not read. Export the set as COCO or Pascal VOC.`
    }
    if (/^\S+(\s+[-+]?[\d.]+){4,5}(\s+difficult)?$/i.test(first) && !/^\d+\s/.test(first)) {
      return `${label} has rows of a class name and numbers, which may be corners or sides, pixels or fractions, so it is not read.`
    }
  }
  const map = files.labels.find((label) => /\.pbtxt$/i.test(label))
  if (map !== undefined) return `${map} names classes only; the records with the boxes are missing.`
  const [json] = await peekJson(files)
  if (json) return `${json.label} is JSON of no known format of labels.`
  for (const { label, value } of await peekTexts(files, ['.json', '.xml'])) {
    const fault = faultOf(label, value)
    if (fault !== null) return `${label} could not be read: ${fault}`
  }
  const [unread] = tellUnread(files.unread ?? [], files.images)
  return unread?.reason ?? null
}
