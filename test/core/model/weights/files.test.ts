/** Files of weights: written and read again, and refused when they are broken or want to run something. */
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readPth } from '../../../../core/model/weights/pth.ts'
import { decodeTensors, encodeTensors } from '../../../../core/model/weights/safetensors.ts'

describe('safetensors', () => {
  const file = {
    tensors: new Map([
      ['a', { shape: [2, 3], values: Float32Array.from([1, 2, 3, 4, 5, 6]) }],
      ['b', { shape: [], values: Float32Array.from([-0.5]) }],
    ]),
    metadata: { step: '12' },
  }

  it('comes back as it was', () => {
    const bytes = encodeTensors(file)
    expect(decodeTensors(bytes, 'x')).toEqual(file)
    // Also from the middle of a larger buffer, as file reads may give it.
    const larger = Buffer.concat([Buffer.from([1, 2, 3]), Buffer.from(bytes)])
    expect(decodeTensors(larger.subarray(3), 'x')).toEqual(file)
  })

  it('is refused when cut off or lying', () => {
    const bytes = encodeTensors(file)
    for (const length of [0, 7, 20, bytes.length - 1]) {
      expect(() => decodeTensors(bytes.slice(0, length), 'x')).toThrow(/x is not a whole safetensors file/)
    }
    const lying = bytes.slice()
    new DataView(lying.buffer).setBigUint64(0, 2n ** 60n, true)
    expect(() => decodeTensors(lying, 'x')).toThrow(/header is cut off/)
  })
})

describe('PyTorch files', () => {
  const text = (value: string) => [0x58, value.length, 0, 0, 0, ...Buffer.from(value)]
  const name = (module: string, member: string) => [0x63, ...Buffer.from(`${module}\n${member}\n`)]
  const storage = [
    [0x28],
    text('storage'),
    name('torch', 'FloatStorage'),
    text('0'),
    text('cpu'),
    [0x4b, 6, 0x74, 0x51],
  ].flat()
  /** {"w": tensor of 2 x 3 with the strides of a transposed 3 x 2}. */
  const dictionary = [
    [0x80, 2, 0x7d],
    text('w'),
    name('torch._utils', '_rebuild_tensor_v2'),
    [0x28],
    storage,
    [0x4b, 0, 0x4b, 2, 0x4b, 3, 0x86, 0x4b, 1, 0x4b, 2, 0x86, 0x89, 0x7d, 0x74, 0x52, 0x73, 0x2e],
  ].flat()
  const zip = (pickle: number[]) =>
    zipSync({
      'model/data.pkl': Uint8Array.from(pickle),
      'model/data/0': new Uint8Array(Float32Array.from([1, 2, 3, 4, 5, 6]).buffer),
    })

  it('gives tensors by name, in row-major order', () => {
    const tensors = readPth(zip(dictionary), 'm.pth')
    expect([...tensors.keys()]).toEqual(['w'])
    expect(tensors.get('w')).toEqual({ shape: [2, 3], values: Float32Array.from([1, 3, 5, 2, 4, 6]) })
  })

  const asked = [...text('echo hello'), 0x85, 0x52]
  it.each<[string, number[], RegExp]>([
    ['a call', [...name('os', 'system'), ...asked], /wants to call os.system,/],
    ['a call by a name from the stack', [text('builtins'), text('exec'), [0x93], asked].flat(), /call builtins.exec,/],
    ['a new object', [...name('subprocess', 'Popen'), ...text('ls'), 0x85, 0x81], /wants to call subprocess.Popen,/],
    ['a name beside the known ones', [...name('torch', 'load'), ...asked], /wants to call torch.load,/],
    ['a call among the weights', [0x7d, ...text('w'), ...name('os', 'system'), ...asked, 0x73], /call os.system,/],
    ['a call of what is no name', [...text('os.system'), ...asked], /calls something that has no name/],
    ['an instance (INST)', [0x28, 0x69, ...Buffer.from('os\nsystem\n')], /instruction 0x69/],
    ['an object (OBJ)', [0x28, ...name('os', 'system'), 0x6f], /instruction 0x6f/],
    ['a registered extension (EXT1)', [0x82, 1], /instruction 0x82/],
    ['an object with keywords (NEWOBJ_EX)', [...name('os', 'system'), 0x29, 0x7d, 0x92], /instruction 0x92/],
    ['a foreign persistent id', [...text('anything'), 0x51], /unknown kind of storage/],
  ])('runs nothing: %s', (_, instructions, words) => {
    expect(() => readPth(zip([0x80, 2, ...instructions, 0x2e]), 'm.pth')).toThrow(words)
  })

  it('is refused when cut off', () => {
    expect(() => readPth(zip(dictionary.slice(0, -1)), 'm.pth')).toThrow(/cut off/)
    expect(() => readPth(Uint8Array.from([1, 2, 3]), 'm.pth')).toThrow(/m.pth is not a PyTorch state dict/)
  })
})
