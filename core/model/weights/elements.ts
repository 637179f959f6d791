/** Numbers of any stored type as float32 in row-major order. */
import { elementCount } from '../parameters.ts'

/** Types of numbers in weights files; 'bf16' is the upper half of a float32. */
export type ElementType = 'f16' | 'bf16' | 'f32' | 'f64' | 'u8' | 'i8' | 'i16' | 'i32' | 'i64'

const widths: Record<ElementType, number> = { f16: 2, bf16: 2, f32: 4, f64: 8, u8: 1, i8: 1, i16: 2, i32: 4, i64: 8 }

/** Bytes of one number. */
export function elementWidth(type: ElementType): number {
  return widths[type]
}

/** Whole numbers are counters and masks, not weights. */
export function isFloating(type: ElementType): boolean {
  return type === 'f16' || type === 'bf16' || type === 'f32' || type === 'f64'
}

/** `count` little-endian numbers from the element `start` on. Throws when the bytes are fewer. */
export function toFloat32(type: ElementType, bytes: Uint8Array, start: number, count: number): Float32Array {
  const width = widths[type]
  if (start < 0 || (start + count) * width > bytes.length) throw new Error('a tensor reaches beyond its storage')
  // Typed arrays need aligned memory, which a copy has.
  const { buffer } = new Uint8Array(bytes.subarray(start * width, (start + count) * width))
  switch (type) {
    case 'f32':
      return new Float32Array(buffer)
    case 'f16':
      return new Float32Array(new Float16Array(buffer))
    case 'f64':
      return new Float32Array(new Float64Array(buffer))
    case 'bf16':
      return new Float32Array(new Uint32Array(new Uint16Array(buffer)).map((half) => half << 16).buffer)
    case 'u8':
      return new Float32Array(new Uint8Array(buffer))
    case 'i8':
      return new Float32Array(new Int8Array(buffer))
    case 'i16':
      return new Float32Array(new Int16Array(buffer))
    case 'i32':
      return new Float32Array(new Int32Array(buffer))
    case 'i64':
      return Float32Array.from(new BigInt64Array(buffer), Number)
  }
}

/** Strides, in elements, of a tensor that lies in row-major order without gaps. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)))
}

/** Brings the elements that a view with `offset` and `stride` (in elements) picks from `storage` into row-major order. */
export function arrange(
  storage: Float32Array,
  offset: number,
  shape: readonly number[],
  stride: readonly number[],
): Float32Array {
  const values = new Float32Array(elementCount(shape))
  const position = shape.map(() => 0)
  let at = offset
  for (let index = 0; index < values.length; index++) {
    const value = storage[at]
    if (value === undefined) throw new Error('a tensor reaches beyond its storage')
    values[index] = value
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position[axis] = (position[axis] as number) + 1
      at += stride[axis] as number
      if ((position[axis] as number) < (shape[axis] as number)) break
      at -= (shape[axis] as number) * (stride[axis] as number)
      position[axis] = 0
    }
  }
  return values
}
