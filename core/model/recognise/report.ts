/** What became of a weights file in a network, layer by layer. Plain data: it crosses to the window as it is. */

export interface Mismatch {
  /** The parameter of the network. */
  parameter: string
  /** What the file has for it, by the file's own name. */
  stored: string
  storedShape: number[]
  /** The shape that the network's own would have in such a file. */
  expectedShape: number[]
}

export interface WeightsReport {
  /** For people: "torchvision RetinaNet with resnet50". */
  title: string
  /** Parameters of the network whose values the file gives. */
  taken: string[]
  /** Numbers in them. */
  takenNumbers: number
  notFitting: Mismatch[]
  /** Entries of the file that nothing here takes. */
  leftOver: string[]
  /** Parameters that the file does not have; they start as new ones. */
  missing: string[]
  /** Classes of the class layer that the file knows by name; null when it has none. */
  classes: { known: string[]; fresh: string[] } | null
}
