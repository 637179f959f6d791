/** The objects of pickled NumPy arrays, as Detectron and detectron2 publish weights in (.pkl). */
import { elementCount } from '../parameters.ts'
import { arrange, elementWidth, toFloat32, type ElementType } from './elements.ts'
import { isOpaque, type Opaque, type PickleValue } from './pickle.ts'

interface NumpyType {
  kind: 'type'
  element: ElementType | null
  bigEndian: boolean
}

export interface NumpyArray {
  kind: 'array'
  type: ElementType
  shape: number[]
  /** Columns first. */
  fortran: boolean
  /** Its bytes; as text of one character per byte where they were written so. */
  data: Uint8Array | string
}

/** An array before its state is set. */
interface EmptyArray {
  kind: 'empty-array'
}

const elements: Record<string, ElementType> = {
  f2: 'f16',
  f4: 'f32',
  f8: 'f64',
  u1: 'u8',
  b1: 'u8',
  i1: 'i8',
  i2: 'i16',
  i4: 'i32',
  i8: 'i64',
}

/** What NumPy's own functions make; undefined for names that are not among them. NumPy 2 moved them to numpy._core. */
export function callNumpy(name: string, given: readonly PickleValue[]): PickleValue | undefined {
  switch (name.replace('numpy._core.', 'numpy.core.')) {
    case 'numpy dtype': {
      const [code] = given
      const element = typeof code === 'string' ? elements[code] : undefined
      const type: NumpyType = { kind: 'type', element: element ?? null, bigEndian: false }
      return { opaque: type }
    }
    case 'numpy.core.multiarray _reconstruct': {
      const array: EmptyArray = { kind: 'empty-array' }
      return { opaque: array }
    }
    case 'numpy.core.numeric _frombuffer': {
      const [data, type, shape, order] = given
      return { opaque: makeArray(shape, type, order === 'F', data) }
    }
    // Single numbers: steps and versions beside the weights.
    case 'numpy.core.multiarray scalar':
      return null
    // Python 3 writes bytes into Python 2's format as text of one character per byte. It stays text until its numbers
    // are read: a file may say the same long text a thousand times.
    case '_codecs encode':
      return typeof given[0] === 'string' ? given[0] : null
  }
  return undefined
}

/** Sets the state of a type (version, byte order, …) or of an array (version, shape, type, columns first, bytes). */
export function buildNumpy(object: { opaque: unknown }, state: PickleValue): void {
  const target = object.opaque as NumpyType | EmptyArray | null
  if (!Array.isArray(state)) return
  if (target?.kind === 'type') target.bigEndian = state[1] === '>'
  if (target?.kind !== 'empty-array') return
  const [, shape, type, fortran, data] = state
  Object.assign(target, makeArray(shape, type, fortran === true, data))
}

function makeArray(
  shape: PickleValue | undefined,
  type: PickleValue | undefined,
  fortran: boolean,
  data: PickleValue | undefined,
): NumpyArray | EmptyArray {
  const known = isNumpyType(type) ? type.opaque : null
  // Arrays of texts and of objects stand beside the weights in some files; they are left alone.
  if (!known?.element) return { kind: 'empty-array' }
  if (known.bigEndian) throw new Error('its numbers are stored big end first')
  const isBytes = typeof data === 'string' || data instanceof Uint8Array
  if (!isShape(shape) || !isBytes) throw new Error('it describes an array in an unknown way')
  if (elementCount(shape) * elementWidth(known.element) !== data.length) {
    throw new Error('an array in it has another size than its bytes')
  }
  return { kind: 'array', type: known.element, shape, fortran, data }
}

/** An array's numbers in row-major order. */
export function arrayValues({ type, shape, fortran, data }: NumpyArray): Float32Array {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data
  const values = toFloat32(type, bytes, 0, elementCount(shape))
  if (!fortran) return values
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)))
  return arrange(values, 0, shape, strides)
}

function isNumpyType(value: PickleValue | undefined): value is Opaque & { opaque: NumpyType } {
  return isOpaque(value) && (value.opaque as Partial<NumpyType> | null)?.kind === 'type'
}

function isShape(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.every((side) => Number.isSafeInteger(side) && (side as number) >= 0)
}
