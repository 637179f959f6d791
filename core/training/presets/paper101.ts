/**
 * paper-101: as paper, with ResNet-101. The paper reports a COCO AP of 36.0 at 600 pixels (table 1e) against 34.3 with
 * ResNet-50, and 122 instead of 98 ms an image. Memory and time of a step grow by about as much.
 */
import { paperSettings } from './paper.ts'
import { definePreset } from './preset.ts'

export const paper101 = definePreset(
  {
    name: 'paper-101',
    title: 'Paper, ResNet-101',
    description: 'The published network with the deeper ResNet-101: a little more accurate than Paper, and slower.',
  },
  { ...paperSettings, network: { ...paperSettings.network, backbone: 'resnet101' } },
)
