/** The names of settings in words. */

const ACRONYMS: Record<string, string> = { nms: 'NMS', iou: 'IoU', p6: 'P6', ema: 'EMA' }

/** 'learningRate' as 'learning rate', 'p6From' as 'P6 from'. */
export function settingWords(name: string): string {
  const parts = name
    .replaceAll(/([A-Z])/g, ' $1')
    .toLowerCase()
    .split(' ')
  return parts.map((part) => ACRONYMS[part] ?? part).join(' ')
}

/** 'learningRate' as 'Learning rate'. */
export function settingTitle(name: string): string {
  const words = settingWords(name)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
