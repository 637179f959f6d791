/** What set-up takes for which computer. */
import type { NativeFlavour } from '../../core/compute/nativeLocation.ts'

export interface WheelChoice {
  flavour: NativeFlavour
  package: 'tensorflow' | 'tensorflow-cpu'
  /** Wheel tag, as in 'manylinux_2_27_x86_64'. */
  platform: string
  /** Of the download, NVIDIA's libraries included; for the person's information. */
  megabytes: number
  /** File names of the two libraries in the wheel's folder `tensorflow`. */
  libraries: readonly [string, string]
}

const linuxLibraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const
const appleLibraries = ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'] as const

/**
 * The wheels worth trying on a platform (`linux-x64`, say), best first. None for Windows, whose wheel lacks the C++
 * library, and for Apple computers with Intel processors, which TensorFlow left at 2.16.
 */
export function wheelChoices(platform: string, hasNvidiaDriver: boolean): WheelChoice[] {
  switch (platform) {
    case 'linux-x64': {
      const tag = { platform: 'manylinux_2_27_x86_64', libraries: linuxLibraries }
      const cpu: WheelChoice = { flavour: 'cpu', package: 'tensorflow-cpu', megabytes: 274, ...tag }
      // 572 MB of TensorFlow; the rest are CUDA, cuDNN and NCCL.
      const cuda: WheelChoice = { flavour: 'cuda', package: 'tensorflow', megabytes: 3100, ...tag }
      return hasNvidiaDriver ? [cuda, cpu] : [cpu]
    }
    case 'linux-arm64':
      return [
        {
          flavour: 'cpu',
          package: 'tensorflow',
          platform: 'manylinux_2_27_aarch64',
          megabytes: 282,
          libraries: linuxLibraries,
        },
      ]
    case 'darwin-arm64':
      return [
        {
          flavour: 'cpu',
          package: 'tensorflow',
          platform: 'macosx_12_0_arm64',
          megabytes: 223,
          libraries: appleLibraries,
        },
      ]
    default:
      return []
  }
}
