/** Indices by the values that they stand for. */

/** Positions that fit into the lower digits of a key; the value's 32 bits lie above, 52 in all. */
const mostIndices = 2 ** 20

/**
 * At most 2^20 indices in the order of their values, the highest first; of equal values the earlier index first. Each
 * value becomes a whole number of the same order with its place behind, so that numbers are sorted without a function.
 */
export function descending(values: Float32Array, indices: Int32Array): Int32Array {
  if (indices.length > mostIndices) throw new Error(`More than ${mostIndices} indices cannot be sorted.`)
  const ascending = indices.slice().sort()
  // (-0 + 0 is 0: both zeros get the same bits.)
  const floats = Float32Array.from(ascending, (index) => (values[index] as number) + 0)
  const bits = new Int32Array(floats.buffer)
  const keys = new Float64Array(bits.length)
  for (let place = 0; place < bits.length; place++) {
    const own = bits[place] as number
    // The bits of positive floats have their order, those of negative ones the opposite.
    const rank = own >= 0 ? own + 2 ** 31 : ~own
    keys[place] = rank * mostIndices + (mostIndices - 1 - place)
  }
  keys.sort()
  const sorted = new Int32Array(keys.length)
  for (let place = 0; place < keys.length; place++) {
    const key = keys[keys.length - 1 - place] as number
    sorted[place] = ascending[mostIndices - 1 - (key % mostIndices)] as number
  }
  return sorted
}
