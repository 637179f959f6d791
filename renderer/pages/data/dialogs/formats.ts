/** The data formats as the window names them. */
import type { FormatName } from '../../../../core/dataset/report.ts'

export const FORMATS: Array<{ value: FormatName; label: string; about: string }> = [
  { value: 'voc', label: 'Pascal VOC', about: 'One XML file for each image' },
  { value: 'coco', label: 'COCO', about: 'One JSON file for all images' },
  { value: 'yolo', label: 'YOLO', about: 'One text file for each image, and data.yaml' },
  { value: 'images', label: 'Images only', about: 'A folder of images, no labels' },
]
