/** Every format: how it is recognised, read and written. */
import type { DatasetAnnotations } from '../annotations.ts'
import type { DatasetWriter } from '../exporting.ts'
import type { FormatName } from '../report.ts'
import type { DatasetFiles } from '../source.ts'
import { detectCoco } from './coco/detect.ts'
import { readCoco } from './coco/read.ts'
import { cocoWriter } from './coco/write.ts'
import { detectCsv } from './csv/detect.ts'
import { readCsv } from './csv/read.ts'
import { csvWriter } from './csv/write.ts'
import { detectCvat } from './cvat/detect.ts'
import { readCvat } from './cvat/read.ts'
import { cvatWriter } from './cvat/write.ts'
import { detectImages } from './images/detect.ts'
import { readImages } from './images/read.ts'
import { imagesWriter } from './images/write.ts'
import { detectLabelme } from './labelme/detect.ts'
import { readLabelme } from './labelme/read.ts'
import { labelmeWriter } from './labelme/write.ts'
import { detectOpenImages } from './open-images/detect.ts'
import { readOpenImages } from './open-images/read.ts'
import { openImagesWriter } from './open-images/write.ts'
import { detectCreateMl } from './create-ml/detect.ts'
import { readCreateMl } from './create-ml/read.ts'
import { createMlWriter } from './create-ml/write.ts'
import { detectVott } from './vott/detect.ts'
import { readVott } from './vott/read.ts'
import { vottWriter } from './vott/write.ts'
import { detectVia } from './via/detect.ts'
import { readVia } from './via/read.ts'
import { viaWriter } from './via/write.ts'
import { detectSupervisely } from './supervisely/detect.ts'
import { readSupervisely } from './supervisely/read.ts'
import { superviselyWriter } from './supervisely/write.ts'
import { detectDarwin } from './darwin/detect.ts'
import { readDarwin } from './darwin/read.ts'
import { darwinWriter } from './darwin/write.ts'
import { detectDatumaro } from './datumaro/detect.ts'
import { readDatumaro } from './datumaro/read.ts'
import { datumaroWriter } from './datumaro/write.ts'
import { detectLabelStudio } from './label-studio/detect.ts'
import { readLabelStudio } from './label-studio/read.ts'
import { labelStudioWriter } from './label-studio/write.ts'
import { detectKitti } from './kitti/detect.ts'
import { readKitti } from './kitti/read.ts'
import { kittiWriter } from './kitti/write.ts'
import { detectWider } from './wider/detect.ts'
import { readWider } from './wider/read.ts'
import { widerWriter } from './wider/write.ts'
import { detectDota } from './dota/detect.ts'
import { readDota } from './dota/read.ts'
import { dotaWriter } from './dota/write.ts'
import { detectOdvg } from './odvg/detect.ts'
import { readOdvg } from './odvg/read.ts'
import { odvgWriter } from './odvg/write.ts'
import { detectMot } from './mot/detect.ts'
import { readMot } from './mot/read.ts'
import { motWriter } from './mot/write.ts'
import { detectLabelmeXml } from './labelme-xml/detect.ts'
import { readLabelmeXml } from './labelme-xml/read.ts'
import { labelmeXmlWriter } from './labelme-xml/write.ts'
import { detectTfrecord } from './tfrecord/detect.ts'
import { readTfrecord } from './tfrecord/read.ts'
import { tfrecordWriter } from './tfrecord/write.ts'
import { detectVoc } from './voc/detect.ts'
import { readVoc } from './voc/read.ts'
import { vocWriter } from './voc/write.ts'
import { detectYolo } from './yolo/detect.ts'
import { readYolo, readYoloObb } from './yolo/read.ts'
import { yoloWriter } from './yolo/write.ts'
import { detectYoloObb } from './yolo-obb/detect.ts'
import { yoloObbWriter } from './yolo-obb/write.ts'

export interface DatasetFormat {
  /** Why the files are of this format, or null. */
  detect(files: DatasetFiles): Promise<string | null>
  read(files: DatasetFiles): Promise<DatasetAnnotations>
  writer: DatasetWriter
}

export const datasetFormats: Record<FormatName, DatasetFormat> = {
  coco: { detect: detectCoco, read: readCoco, writer: cocoWriter },
  voc: { detect: detectVoc, read: readVoc, writer: vocWriter },
  yolo: { detect: detectYolo, read: readYolo, writer: yoloWriter },
  'yolo-obb': { detect: detectYoloObb, read: readYoloObb, writer: yoloObbWriter },
  labelme: { detect: detectLabelme, read: readLabelme, writer: labelmeWriter },
  cvat: { detect: detectCvat, read: readCvat, writer: cvatWriter },
  'open-images': { detect: detectOpenImages, read: readOpenImages, writer: openImagesWriter },
  'create-ml': { detect: detectCreateMl, read: readCreateMl, writer: createMlWriter },
  vott: { detect: detectVott, read: readVott, writer: vottWriter },
  via: { detect: detectVia, read: readVia, writer: viaWriter },
  supervisely: { detect: detectSupervisely, read: readSupervisely, writer: superviselyWriter },
  darwin: { detect: detectDarwin, read: readDarwin, writer: darwinWriter },
  datumaro: { detect: detectDatumaro, read: readDatumaro, writer: datumaroWriter },
  'label-studio': { detect: detectLabelStudio, read: readLabelStudio, writer: labelStudioWriter },
  kitti: { detect: detectKitti, read: readKitti, writer: kittiWriter },
  wider: { detect: detectWider, read: readWider, writer: widerWriter },
  dota: { detect: detectDota, read: readDota, writer: dotaWriter },
  mot: { detect: detectMot, read: readMot, writer: motWriter },
  odvg: { detect: detectOdvg, read: readOdvg, writer: odvgWriter },
  'labelme-xml': { detect: detectLabelmeXml, read: readLabelmeXml, writer: labelmeXmlWriter },
  tfrecord: { detect: detectTfrecord, read: readTfrecord, writer: tfrecordWriter },
  csv: { detect: detectCsv, read: readCsv, writer: csvWriter },
  images: { detect: detectImages, read: readImages, writer: imagesWriter },
}
