/**
 * Names of the layers of networks that torchvision publishes: a layer is called as torchvision calls its convolution,
 * so that a checkpoint's names map onto parameters by rule.
 *
 * | torchvision                                  | parameter                    |
 * | -------------------------------------------- | ---------------------------- |
 * | CONVOLUTION.weight                           | CONVOLUTION.filter           |
 * | CONVOLUTION.bias                             | CONVOLUTION.bias             |
 * | normalisationName(CONVOLUTION).weight        | CONVOLUTION.scale            |
 * | normalisationName(CONVOLUTION).bias          | CONVOLUTION.shift            |
 * | normalisationName(CONVOLUTION).running_mean  | CONVOLUTION.mean             |
 * | normalisationName(CONVOLUTION).running_var   | CONVOLUTION.variance         |
 */

/** The batch normalisation after a convolution: conv2 -> bn2, downsample.0 -> downsample.1, block.1.0 -> block.1.1. */
export function normalisationName(convolution: string): string {
  return /conv\d$/.test(convolution) ? convolution.replace(/conv(\d)$/, 'bn$1') : convolution.replace(/\.0$/, '.1')
}
