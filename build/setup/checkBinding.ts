import { mustRun } from './command.ts'

/**
 * Loads an add-on in a process of its own, which also makes TensorFlow's context, and gives TensorFlow's version.
 * Throws with the loader's reason when it does not load: a crash there hurts nobody.
 */
export async function checkBinding(file: string): Promise<string> {
  const script = 'const util=require("util");util.isNullOrUndefined??=(x)=>x==null;util.isArray??=Array.isArray;'
  const load = `console.log("TensorFlow "+require(${JSON.stringify(file)}).TF_Version)`
  const output = await mustRun(process.execPath, ['-e', script + load], {
    timeout: 120,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  })
  const version = /TensorFlow (\S+)/.exec(output)?.[1]
  if (!version) throw new Error(`${file} loads, but does not say which TensorFlow it is`)
  return version
}
