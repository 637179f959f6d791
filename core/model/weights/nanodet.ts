/** Reads the published NanoDet-g: a TF.js graph model (nanodet.json) with float16 weights (nanodet.bin). */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '../../api/errors.ts'
import type { ConvolutionLayer } from '../convolutionLayer.ts'
import { elementCount, type ParameterValues } from '../parameters.ts'

interface GraphModel {
  modelTopology: { node: Array<{ name: string; op: string; input?: string[] }> }
  weightsManifest: Array<{
    weights: Array<{ name: string; shape: number[]; dtype: string; quantization?: { dtype: string } }>
  }>
}

const convolutionPrefix = 'PartitionedCall/convolution'

/**
 * Values of the given layers, which must be in the graph's own order: `convolution`, `convolution_1`, ….
 * Throws BROKEN_FILE when the files are not the published ones.
 */
export async function readNanodet(folder: string, layers: readonly ConvolutionLayer[]): Promise<ParameterValues> {
  const graph = JSON.parse(await readFile(path.join(folder, 'nanodet.json'), 'utf8')) as GraphModel
  const stored = readTensors(graph, await readFile(path.join(folder, 'nanodet.bin')))
  const filters = filterNames(graph)
  const biases = biasNames(graph)
  const values: ParameterValues = new Map()
  for (const [index, { name, size, from, to }] of layers.entries()) {
    const node = index === 0 ? convolutionPrefix : `${convolutionPrefix}_${index}`
    const filter = stored.get(filters.get(node) ?? '')
    const bias = stored.get(biases.get(node) ?? '')
    if (filter?.length !== size * size * from * to || bias?.length !== to) {
      throw new StudioError(
        'BROKEN_FILE',
        `The NanoDet-g weights in ${folder} do not have the expected layer "${name}".`,
        'Delete that folder and run set-up again (npm run setup).',
        { folder, layer: name },
      )
    }
    values.set(`${name}.filter`, filter)
    values.set(`${name}.bias`, bias)
  }
  return values
}

/** All stored tensors as float32, by name. TF.js keeps filters as [height, width, in, out], as this studio does. */
function readTensors(graph: GraphModel, bytes: Buffer): Map<string, Float32Array> {
  const tensors = new Map<string, Float32Array>()
  let offset = 0
  for (const { name, shape, quantization } of graph.weightsManifest[0]?.weights ?? []) {
    const count = elementCount(shape)
    const size = count * (quantization?.dtype === 'float16' ? 2 : 4)
    const slice = bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + size)
    // Unquantised weights are shapes and indices of the graph, which nothing here reads.
    if (quantization?.dtype === 'float16') tensors.set(name, new Float32Array(new Float16Array(slice)))
    offset += size
  }
  return tensors
}

function filterNames(graph: GraphModel): Map<string, string> {
  const nodes = graph.modelTopology.node.filter((node) => node.op === 'Conv2D')
  return new Map(nodes.map((node) => [node.name, node.input?.[1] ?? '']))
}

/** Each bias is an addition of a convolution and a constant called unknown_N. */
function biasNames(graph: GraphModel): Map<string, string> {
  const names = new Map<string, string>()
  for (const { op, input = [] } of graph.modelTopology.node) {
    if (op !== 'Add' && op !== 'AddV2') continue
    const convolution = input.find((name) => name.startsWith(convolutionPrefix))
    const constant = input.find((name) => name.startsWith('unknown_'))
    if (convolution && constant) names.set(convolution, constant)
  }
  return names
}
