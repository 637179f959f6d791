import { expect, it } from 'vitest'
import { retinaNetConfig, type RetinaNetConfig } from '../../../core/training/config.ts'
import { continuing } from '../../../core/training/startingNetwork.ts'

const network = (batchNormalisation: RetinaNetConfig['batchNormalisation'], backbone = 'resnet50') =>
  retinaNetConfig.parse({ batchNormalisation, backbone })

it('goes on with the normalisation that an earlier model was trained with, where it must', () => {
  expect(continuing(network('folded'), network('trained')).batchNormalisation).toBe('trained')
  expect(continuing(network('frozen'), network('folded')).batchNormalisation).toBe('folded')
  // Their parameters are the same, so the person's choice stands.
  expect(continuing(network('frozen'), network('trained')).batchNormalisation).toBe('frozen')
  expect(continuing(network('folded'), network('trained', 'resnet18')).batchNormalisation).toBe('folded')
})
