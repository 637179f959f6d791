import { describe, expect, it } from 'vitest'
import { completions } from '../../../../renderer/pages/data/search/complete.ts'
import { searchTrouble } from '../../../../renderer/pages/data/search/trouble.ts'

const vocabulary = { classes: ['car', 'traffic light'], tags: ['night', 'rain'] }
const texts = (text: string, cursor = text.length) => completions(text, cursor, vocabulary).map((one) => one.text)

describe('completions', () => {
  it('offers keys where a term begins, and values behind a key', () => {
    expect(texts('cl')).toEqual(['class:'])
    expect(texts('street -tag')).toEqual(['tag:'])
    expect(texts('class:')).toEqual(['car', '"traffic light"'])
    expect(texts('class:car,tr')).toEqual(['"traffic light"'])
    expect(texts('class:"tra')).toEqual(['"traffic light"'])
    expect(texts('state:d')).toEqual(['done'])
    expect(texts('tag:night')).toEqual([])
    expect(texts('count:')).toEqual(['>3'])
  })

  it('replaces the value that the cursor is in', () => {
    expect(completions('tag:ni split:val', 6, vocabulary)).toEqual([{ text: 'night', about: '', from: 4, to: 6 }])
  })
})

describe('searchTrouble', () => {
  it('names a class that the project does not have', () => {
    expect(searchTrouble('class:Car', vocabulary.classes)).toBeNull()
    expect(searchTrouble('a class:bus', vocabulary.classes)).toMatchObject({ from: 2, to: 11 })
  })
})
