/** The data formats as the window names them. */
import type { FormatName } from '../../../../core/dataset/report.ts'

export interface FormatEntry {
  value: FormatName
  label: string
  about: string
}

export const FORMATS: FormatEntry[] = [
  { value: 'voc', label: 'Pascal VOC', about: 'One XML file for each image' },
  { value: 'coco', label: 'COCO', about: 'One JSON file for all images' },
  { value: 'yolo', label: 'YOLO', about: 'One text file for each image, and data.yaml' },
  { value: 'yolo-obb', label: 'YOLO OBB', about: 'YOLO with rows of four corners, for turned boxes' },
  { value: 'labelme', label: 'LabelMe', about: 'One JSON file for each image; X-AnyLabeling too' },
  { value: 'cvat', label: 'CVAT', about: 'XML 1.1, for images or video' },
  { value: 'open-images', label: 'Open Images', about: 'CSV with ImageID, LabelName and fractions' },
  { value: 'label-studio', label: 'Label Studio', about: 'JSON or JSON_MIN, places in percent' },
  { value: 'create-ml', label: 'Create ML', about: 'One JSON list, boxes by their centre' },
  { value: 'vott', label: 'VoTT', about: 'JSON with assets and regions' },
  { value: 'via', label: 'VIA', about: 'VGG Image Annotator, JSON or CSV' },
  { value: 'supervisely', label: 'Supervisely', about: 'One JSON file for each image, and meta.json' },
  { value: 'darwin', label: 'V7 Darwin', about: 'One JSON file for each image' },
  { value: 'datumaro', label: 'Datumaro', about: 'One JSON file for each split' },
  { value: 'kitti', label: 'KITTI', about: 'One text file for each image, in label_2' },
  { value: 'wider', label: 'WIDER FACE', about: 'One list of images with their faces' },
  { value: 'dota', label: 'DOTA', about: 'One text file for each image, four corners a row' },
  { value: 'mot', label: 'MOT', about: 'gt.txt with the frames of a video' },
  { value: 'odvg', label: 'ODVG', about: 'JSON lines of Grounding DINO, and label_map.json' },
  { value: 'labelme-xml', label: 'LabelMe of MIT', about: 'One XML file of polygons for each image' },
  { value: 'tfrecord', label: 'TFRecord', about: 'Examples of TensorFlow, with label_map.pbtxt' },
  { value: 'csv', label: 'CSV', about: 'A row a box: TensorFlow, VoTT, keras-retinanet' },
  { value: 'images', label: 'Images only', about: 'A folder of images, no labels' },
]
