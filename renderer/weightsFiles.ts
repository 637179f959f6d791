/** Files that hold the weights of a network, as pickers offer them. */

/** Of PyTorch and its kin. */
export const WEIGHTS_EXTENSIONS = ['pth', 'pt', 'bin', 'pkl', 'ckpt', 'tar', 'safetensors']

/** The same, and a model that the studio exported: its model.json stands for the folder. */
export const MODEL_EXTENSIONS = [...WEIGHTS_EXTENSIONS, 'json']
