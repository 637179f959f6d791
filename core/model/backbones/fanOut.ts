/** Convolutions as torchvision makes them in its ResNets and MobileNets. */
import { layer, type ConvolutionLayer } from '../convolutionLayer.ts'
import type { Normalisation } from '../normalisation.ts'
import type { BackboneStage } from '../stages.ts'

/**
 * Makes layers with a normalisation, started by the fan out (He et al. 2015): a filter's pixels times its outputs, of
 * which torchvision counts all, also in groups, and of a depthwise filter one for each channel.
 */
export function fanOutLayers(normalisation: Normalisation) {
  return (
    stage: BackboneStage,
    name: string,
    size: number,
    from: number,
    to: number,
    more: Partial<ConvolutionLayer> = {},
  ): ConvolutionLayer => {
    const initial = { kind: 'he-normal', fan: size * size * to } as const
    return layer({ stage, name, size, from, to, normalisation, initial, ...more })
  }
}
