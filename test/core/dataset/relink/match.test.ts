import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filesToRead, matchMoved, type FoundFile, type MissingImage } from '../../../../core/dataset/relink/match.ts'

const image = (id: number, path: string, hash: string, bytes = 10): MissingImage => ({ id, path, hash, bytes })
const file = (path: string, bytes = 10): FoundFile => ({ path, bytes })
const read = (...pairs: Array<[FoundFile, string]>) => new Map(pairs)
const told = (matches: ReturnType<typeof matchMoved>) =>
  matches.map(({ image, file, kind }) => [image, file.path, kind]).sort((a, b) => Number(a[0]) - Number(b[0]))

describe('matching moved images', () => {
  it('knows content under any name, before a name with other content', () => {
    const [renamed, impostor] = [file('new name.jpg'), file('a.jpg')]
    const missing = [image(1, 'photos/a.jpg', 'A')]
    expect(told(matchMoved(missing, [impostor, renamed], read([renamed, 'A'], [impostor, 'X'])))).toEqual([
      [1, 'new name.jpg', 'content'],
    ])
  })

  it('gives each of several equal images a file of its own, by the ends of their paths', () => {
    const files = [file('z/day 2/a.jpg'), file('z/day 1/a.jpg')]
    const missing = [image(1, 'old/day 1/a.jpg', 'A'), image(2, 'old/day 2/a.jpg', 'A'), image(3, 'old/b.jpg', 'A')]
    const hashes = new Map(files.map((one) => [one, 'A']))
    expect(told(matchMoved(missing, files, hashes))).toEqual([
      [1, 'z/day 1/a.jpg', 'content'],
      [2, 'z/day 2/a.jpg', 'content'],
    ])
  })

  it('takes a name with other content as doubtful, and nothing where two fit equally', () => {
    const missing = [image(1, 'x/a.jpg', 'A'), image(2, 'x/b.jpg', 'B')]
    const files = [file('p/A.JPG', 99), file('p/b.jpg', 99), file('q/b.jpg', 98)]
    expect(told(matchMoved(missing, files, new Map()))).toEqual([[1, 'p/A.JPG', 'name']])
  })

  it('equals accents however they are composed', () => {
    const missing = [image(1, 'B\u00E4r.jpg', 'A')]
    expect(told(matchMoved(missing, [file('Ba\u0308r.jpg')], new Map()))).toEqual([
      [1, 'Ba\u0308r.jpg', 'name-and-size'],
    ])
  })

  it('reads only files of a fitting size, and when quick only where name and size do not tell', () => {
    const missing = [image(1, 'x/a.jpg', 'A', 5), image(2, 'x/b.jpg', 'B', 7)]
    const files = [file('a.jpg', 5), file('p/b.jpg', 7), file('q/b.jpg', 7), file('c.jpg', 8), file('d.jpg', 5)]
    expect(filesToRead(missing, files, false).map(({ path }) => path)).toEqual(['a.jpg', 'p/b.jpg', 'q/b.jpg', 'd.jpg'])
    expect(filesToRead(missing, files, true).map(({ path }) => path)).toEqual(['p/b.jpg', 'q/b.jpg', 'd.jpg'])
  })

  it('finds every image of a folder that was shuffled and renamed, and never gives a file twice', () => {
    const contents = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 })
    fc.assert(
      fc.property(contents, fc.integer(), (contents, turn) => {
        const missing = contents.map((content, id) => image(id, `old/${id}.jpg`, `hash ${content}`, content))
        const files = contents.map((content, place) => ({
          ...file(`new/${(place * 7 + turn) % 97}-${place}.jpg`, content),
        }))
        const hashes = new Map(files.map((one) => [one, `hash ${one.bytes}`]))
        const matches = matchMoved(missing, files, hashes)
        expect(matches).toHaveLength(missing.length)
        expect(new Set(matches.map((match) => match.file)).size).toBe(files.length)
        for (const match of matches) expect(`hash ${match.file.bytes}`).toBe(missing[match.image]?.hash)
      }),
    )
  })

  it('pairs fifty thousand images', () => {
    const missing = Array.from({ length: 50_000 }, (_, id) => image(id, `old/${id}.jpg`, `hash ${id}`, id))
    const files = missing.map(({ id }) => file(`new/sub/${id}.jpg`, id))
    const hashes = new Map(files.map((one, id) => [one, `hash ${id}`]))
    expect(matchMoved(missing, files, hashes)).toHaveLength(50_000)
  })
})
