/** Padding of a convolution. 'same' is TensorFlow's (at stride 2 it pads more at the end); `zeros` are on every side. */
export type Padding = 'same' | 'valid' | { zeros: number; filterSize: number }

/** PyTorch's usual padding: (size - 1) / 2 zeros on every side. */
export function symmetric(filterSize: number): Padding {
  return filterSize === 1 ? 'valid' : { zeros: (filterSize - 1) / 2, filterSize }
}
