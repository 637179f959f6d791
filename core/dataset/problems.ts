/** Collects what a report will say, bounded so that a folder of broken files cannot fill the memory. */
import type { SkippedItem } from './report.ts'

const MOST_NAMED = 5_000

class BoundedList {
  readonly items: SkippedItem[] = []
  private unnamed = 0

  add(file: string, field: string | null, reason: string): void {
    if (this.items.length < MOST_NAMED) this.items.push({ file, field, reason })
    else this.unnamed++
  }

  all(): SkippedItem[] {
    if (this.unnamed === 0) return this.items
    return [...this.items, { file: '', field: null, reason: `${this.unnamed} more, not named here.` }]
  }
}

export class Problems {
  private readonly skippedList = new BoundedList()
  private readonly warningList = new BoundedList()

  /** Something that was left out. `field` null stands for the whole file. */
  skip(file: string, field: string | null, reason: string): void {
    this.skippedList.add(file, field, reason)
  }

  /** Something that was taken in all the same. */
  warn(file: string, field: string | null, reason: string): void {
    this.warningList.add(file, field, reason)
  }

  addAll(other: { skipped: readonly SkippedItem[]; warnings: readonly SkippedItem[] }): void {
    for (const item of other.skipped) this.skip(item.file, item.field, item.reason)
    for (const item of other.warnings) this.warn(item.file, item.field, item.reason)
  }

  get skipped(): SkippedItem[] {
    return this.skippedList.all()
  }

  get warnings(): SkippedItem[] {
    return this.warningList.all()
  }
}
