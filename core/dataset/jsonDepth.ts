/** How deep JSON may nest. Parsers take a hundred bytes and more of memory for each bracket of a file of nothing else. */

/** Levels of lists and objects in one another. Label formats need ten; outlines with holes and properties a few more. */
export const MOST_LEVELS = 200

const QUOTE = 0x22
const BACKSLASH = 0x5c
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d]
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d]

/** What is wrong with a text that nests deeper. */
export function tooDeep(): SyntaxError {
  return new SyntaxError(`It has lists or objects more than ${MOST_LEVELS} levels deep in one another.`)
}

/** Counts brackets outside strings, which takes less time than parsing. @throws SyntaxError */
export function assertShallow(text: string): void {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++depth > MOST_LEVELS) throw tooDeep()
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--
  }
}

/** Where the closing quote of the string is that opens at `at`, or the end of the text: parsing tells what is missing. */
function endOfString(text: string, at: number): number {
  let end = at + 1
  while (end < text.length) {
    const code = text.charCodeAt(end)
    if (code === QUOTE) break
    end += code === BACKSLASH ? 2 : 1
  }
  return end
}
