/** Keys that make SQLite's plain byte order the order that people expect, and its plain search ignore case. */

/** For searching in any case: "Ä" written in either Unicode form equals "ä". */
export function searchText(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

/**
 * For sorting: case is ignored and numbers count by value, so that "img2" comes before "img10". Each number is preceded
 * by a character that grows with its count of digits.
 */
export function sortKey(text: string): string {
  return searchText(text).replace(/\d+/g, (digits) => {
    const significant = digits.replace(/^0+(?=\d)/, '')
    return String.fromCharCode(48 + Math.min(significant.length, 60)) + significant
  })
}
