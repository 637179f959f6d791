/** Padding of a convolution. 'same' is TensorFlow's (at stride 2 it pads more at the end); `zeros` are on every side. */
export type Padding = 'same' | 'valid' | { zeros: number; filterSize: number }

/** PyTorch's usual padding: (size - 1) / 2 zeros on every side. */
export function symmetric(filterSize: number): Padding {
  return filterSize === 1 ? 'valid' : { zeros: (filterSize - 1) / 2, filterSize }
}

/** A padding by TensorFlow's name for it, where it has one. */
export function namedPadding(stride: number, padding: Padding): Padding {
  if (typeof padding === 'string') return padding
  // At stride 1, zeros on both sides are what TensorFlow calls 'same'; the explicit form may cost a copy.
  return stride === 1 && padding.filterSize === 2 * padding.zeros + 1 ? 'same' : padding
}
