/** Files written by the real PyTorch and NumPy (test/oracles/weights/small_files.py), and damaged ones. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { StudioError } from '../../../../core/api/errors.ts'
import { readPth } from '../../../../core/model/weights/pth.ts'
import { decodeTensors, encodeTensors, type TensorData } from '../../../../core/model/weights/safetensors.ts'
import { plainNames } from '../../../../core/model/weights/stateDict.ts'
import { SeededRandom } from '../../../../core/model/random.ts'
import { processorMilliseconds } from '../../../processorTime.ts'

const folder = path.resolve(import.meta.dirname, '../../../oracles/weights')
const bytesOf = (name: string) => readFileSync(path.join(folder, name))

type Listing = Record<string, { shape: number[]; values: number[] }>
const expected = JSON.parse(bytesOf('small_files.json').toString()) as Record<'tensors' | 'module' | 'arrays', Listing>

function listing(tensors: ReadonlyMap<string, TensorData>): Listing {
  return Object.fromEntries([...tensors].map(([name, { shape, values }]) => [name, { shape, values: [...values] }]))
}

describe('files of PyTorch', () => {
  it.each(['zipped.pth', 'legacy.pth'])('%s: every type, views, strides and parameters', (name) => {
    expect(listing(readPth(bytesOf(name), name))).toEqual(expected.tensors)
  })

  it('wrapped.pth: the weights inside a training checkpoint, without the names of data parallelism', () => {
    expect(listing(readPth(bytesOf('wrapped.pth'), 'wrapped.pth'))).toEqual(expected.module)
  })

  it.each([2, 4, 5])('arrays-%i.pkl: NumPy arrays under "model"', (protocol) => {
    const name = `arrays-${protocol}.pkl`
    expect(listing(readPth(bytesOf(name), name))).toEqual(expected.arrays)
  })

  it('whole-module.pth: a pickled module is refused, since only its own code could read it', () => {
    expect(() => readPth(bytesOf('whole-module.pth'), 'whole-module.pth')).toThrow(
      /whole-module.pth is not a PyTorch state dict that can be read safely: it wants to call torch.nn.modules.conv/,
    )
  })
})

describe('claims that no file can keep', () => {
  const text = (value: string) => [0x58, value.length, 0, 0, 0, ...Buffer.from(value)]
  const name = (module: string, member: string) => [0x63, ...Buffer.from(`${module}\n${member}\n`)]
  const storage = [
    [0x28],
    text('storage'),
    name('torch', 'FloatStorage'),
    text('0'),
    text('cpu'),
    [0x4b, 1, 0x74, 0x51],
  ]
  const int = (value: number) => [0x4a, value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255]
  const tensor = (shape: number[], stride: number[]) =>
    [
      name('torch._utils', '_rebuild_tensor_v2'),
      [0x28],
      storage.flat(),
      [0x4b, 0],
      [[0x28], ...shape.map(int), [0x74]].flat(),
      [[0x28], ...stride.map(int), [0x74]].flat(),
      [0x89, 0x7d, 0x74, 0x52],
    ].flat()

  it('a storage of one number as a tensor of 10^18', () => {
    const pickle = [[0x80, 2, 0x7d], text('w'), tensor([1e9, 1e9], [0, 0]), [0x73, 0x2e]].flat()
    expect(() => readPth(Uint8Array.from(pickle), 'm.pkl')).toThrow(/more numbers than it can hold/)
  })

  it('a zip whose directory claims thousands of millions of files', () => {
    const bytes = new Uint8Array(200)
    const view = new DataView(bytes.buffer)
    bytes.set([0x50, 0x4b, 0x03, 0x04])
    const end = bytes.length - 22
    view.setUint32(end, 0x06054b50, true)
    view.setUint16(end + 8, 0xffff, true)
    view.setUint32(end + 16, 0xffffffff, true)
    view.setUint32(end - 20, 0x07064b50, true)
    view.setUint32(end - 12, end - 76, true)
    view.setUint32(end - 76, 0x06064b50, true)
    view.setUint32(end - 76 + 32, 0xfffffff0, true)
    view.setUint32(end - 76 + 48, 8, true)
    expect(() => readPth(bytes, 'm.pth')).toThrow(/more than it can hold/)
  })

  /** Of all that is held in buffers and in strings. */
  const bytesHeld = () => {
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }

  it('a text of a megabyte as the bytes of a thousand arrays', () => {
    const length = 2 ** 20
    const [element, once] = [
      [...text('f4'), 0x85],
      [0x71, 2],
    ]
    const memo = (key: number) => [0x68, key]
    const start = [
      [0x80, 2],
      name('numpy', 'dtype'),
      element,
      [0x52, 0x71, 1],
      [0x54, 0, 0, 16, 0],
      Array.from({ length }, () => 0x41),
      once,
      [0x7d],
    ].flat()
    const array = (index: number) =>
      [
        text(`w${index}`),
        name('numpy.core.multiarray', '_reconstruct'),
        [0x29, 0x52, 0x28, 0x4b, 1],
        [int(length / 4), [0x85]].flat(),
        memo(1),
        [0x89],
        [name('_codecs', 'encode'), memo(2), text('latin1'), [0x86, 0x52]].flat(),
        [0x74, 0x62, 0x73],
      ].flat()
    const arrays = Array.from({ length: 1000 }, (_, index) => array(index)).flat()
    const bytes = Uint8Array.from([...start, ...arrays, 0x2e])
    const before = bytesHeld()
    expect(() => readPth(bytes, 'm.pkl')).toThrow(/more numbers than it can hold/)
    expect(bytesHeld() - before).toBeLessThan(100 * length)
  })

  it('two numbers at the ends of a storage, a thousand times', async () => {
    const length = 2 ** 18
    const ends = tensor([2], [length - 1])
    const entries = Array.from({ length: 4000 }, (_, index) => [text(`w${index}`), ends, [0x73]].flat())
    const pickle = Uint8Array.from([[0x80, 2, 0x7d], ...entries, [0x2e]].flat())
    const bytes = zipSync({ 'm/data.pkl': pickle, 'm/data/0': new Uint8Array(4 * length) }, { level: 0 })
    const reading = () => expect(() => readPth(bytes, 'm.pth')).toThrow(/more numbers than it can hold/)
    expect(await processorMilliseconds(reading)).toBeLessThan(2000)
  })

  it('a hundred thousand prefixes before a name', () => {
    const long = `${'model.'.repeat(100_000)}w`
    const values = Float32Array.of(1)
    expect([...plainNames(new Map([[long, values]])).keys()]).toEqual(['w'])
  })

  it('the same bytes as the numbers of a thousand tensors', () => {
    const numbers = 2 ** 18
    const entries = Array.from({ length: 1000 }, (_, index) => [
      `w${index}`,
      { dtype: 'F32', shape: [numbers], data_offsets: [0, 4 * numbers] },
    ])
    const before = bytesHeld()
    expect(() => decodeTensors(safetensors(Object.fromEntries(entries), 4 * numbers), 'm')).toThrow(
      /m is not a whole safetensors file: its tensors overlap/,
    )
    expect(bytesHeld() - before).toBeLessThan(100 * 4 * numbers)
  })

  it.each([5, null, [], { step: 12 }])('metadata that are no texts: %j', (metadata) => {
    expect(decodeTensors(safetensors({ __metadata__: metadata }, 0), 'm').metadata).toEqual({})
  })

  it.each([
    ['sizes that overflow', { dtype: 'F32', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 8] }],
    ['a shape below zero', { dtype: 'F32', shape: [-1, -2], data_offsets: [0, 8] }],
    ['an end before its start', { dtype: 'F32', shape: [0], data_offsets: [8, 0] }],
    ['an end beyond the file', { dtype: 'F32', shape: [2 ** 30], data_offsets: [0, 2 ** 32] }],
    ['a type that there is not', { dtype: 'F3', shape: [1], data_offsets: [0, 4] }],
    ['nothing at all', null],
  ])('a tensor with %s', (_, entry) => {
    expect(() => decodeTensors(safetensors({ w: entry }, 8), 'm')).toThrow(
      /m is not a whole safetensors file: tensor "w"/,
    )
  })

  /** A safetensors file of any header. */
  function safetensors(header: object, dataBytes: number): Uint8Array {
    const json = Buffer.from(JSON.stringify(header))
    const bytes = new Uint8Array(8 + json.length + dataBytes)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true)
    bytes.set(json, 8)
    return bytes
  }

  it('a checkpoint inside itself', () => {
    const pickle = [[0x80, 2, 0x7d, 0x71, 0], text('model'), [0x68, 0, 0x73, 0x2e]].flat()
    expect(() => readPth(Uint8Array.from(pickle), 'm.pkl')).toThrow(/no dictionary of tensors/)
  })
})

describe('damaged files', () => {
  const safetensors = encodeTensors({
    tensors: new Map([['w', { shape: [2, 3], values: Float32Array.from([1, 2, 3, 4, 5, 6]) }]]),
    metadata: { format: 'pt' },
  })
  const files: Array<[string, Uint8Array, (bytes: Uint8Array) => unknown]> = [
    ...['zipped.pth', 'legacy.pth', 'wrapped.pth', 'arrays-2.pkl', 'arrays-5.pkl'].map(
      (name): [string, Uint8Array, (bytes: Uint8Array) => unknown] => [
        name,
        bytesOf(name),
        (bytes) => readPth(bytes, name),
      ],
    ),
    ['safetensors', safetensors, (bytes) => decodeTensors(bytes, 'safetensors')],
  ]

  it.each(files)('%s: cut off anywhere, it is read or refused in one sentence', (_, whole, read) => {
    for (let length = 0; length < whole.length; length += Math.max(1, Math.floor(whole.length / 300))) {
      expectWordsOrTensors(() => read(whole.subarray(0, length)))
    }
  })

  it.each(files)('%s: with any bytes changed, it is read or refused in one sentence, soon', async (_, whole, read) => {
    const random = new SeededRandom(5)
    const reading = () => {
      for (let round = 0; round < 2000; round++) {
        const bytes = Uint8Array.from(whole)
        for (let change = 0; change <= random.index(4); change++) bytes[random.index(bytes.length)] = random.index(256)
        expectWordsOrTensors(() => read(bytes))
      }
    }
    // About a second; a single runaway file would take far longer.
    expect(await processorMilliseconds(reading)).toBeLessThan(30_000)
  })

  function expectWordsOrTensors(read: () => unknown): void {
    try {
      read()
    } catch (error) {
      if (!(error instanceof StudioError)) throw error
      expect(error.code).toBe('BROKEN_FILE')
      expect(error.message).toMatch(/^[^\n]+\.$/)
    }
  }
})
