import type { DatasetFiles } from '../../source.ts'
import { findXml } from '../../xmlPeek.ts'

/** Why this is the XML of MIT's LabelMe, or null. */
export async function detectLabelmeXml(files: DatasetFiles): Promise<string | null> {
  const label = await findXml(files, 'annotation', looksLikeLabelmeXml)
  return label === null ? null : `${label} is an XML file of polygons, as MIT's LabelMe writes it.`
}

/** The same outermost element as VOC, with polygons or masks instead of boxes. */
export function looksLikeLabelmeXml(text: string): boolean {
  return !/<bndbox/i.test(text) && (/<(polygon|segm)[\s>]/i.test(text) || /<imagesize[\s>]/i.test(text))
}
