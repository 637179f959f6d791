/** The data formats as the window names them. */
import type { FormatName } from '../../../../core/dataset/report.ts'

export const FORMATS: Array<{ value: FormatName; label: string; about: string }> = [
  { value: 'voc', label: 'Pascal VOC', about: 'One XML file for each image' },
  { value: 'coco', label: 'COCO', about: 'One JSON file for all images' },
  { value: 'yolo', label: 'YOLO', about: 'One text file for each image, and data.yaml' },
  { value: 'labelme', label: 'LabelMe', about: 'One JSON file for each image; X-AnyLabeling too' },
  { value: 'cvat', label: 'CVAT', about: 'XML 1.1, for images or video' },
  { value: 'open-images', label: 'Open Images', about: 'CSV with ImageID, LabelName and fractions' },
  { value: 'csv', label: 'CSV', about: 'A row a box: TensorFlow, VoTT, keras-retinanet' },
  { value: 'images', label: 'Images only', about: 'A folder of images, no labels' },
]
