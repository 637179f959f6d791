/** Groups the lines of a report and writes it as text. Pure. */
import type { ExportReport, ImportReport, SkippedItem } from '../../core/dataset/report.ts'

export interface ReasonGroup {
  reason: string
  items: SkippedItem[]
}

/** One group a reason, the largest first. */
export function groupByReason(items: SkippedItem[]): ReasonGroup[] {
  const groups = Map.groupBy(items, (item) => item.reason)
  return [...groups]
    .map(([reason, members]) => ({ reason, items: members }))
    .sort((a, b) => b.items.length - a.items.length)
}

/** The whole report as plain text, one line for each file and field. */
export function reportText(report: ImportReport | ExportReport): string {
  const line = (item: SkippedItem) => `${item.file}${item.field === null ? '' : ` | ${item.field}`} | ${item.reason}`
  return [
    `${report.format}: ${report.images} images, ${report.boxes} boxes`,
    `Skipped: ${report.skipped.length}`,
    ...report.skipped.map(line),
    `Warnings: ${report.warnings.length}`,
    ...report.warnings.map(line),
  ].join('\n')
}
