/** A Python that can run the exported examples: FOCAL_STUDIO_PYTHON, or the system's when it has the packages. */
import { execFileSync } from 'node:child_process'

export function findPython(): string | null {
  const candidates = [process.env['FOCAL_STUDIO_PYTHON'], 'python3'].filter((name) => name !== undefined)
  return candidates.find((name) => hasPackages(name)) ?? null
}

function hasPackages(python: string): boolean {
  try {
    execFileSync(python, ['-c', 'import numpy, onnxruntime, pyvips'], { stdio: 'ignore' })
    return true
  } catch {
    // Not there, or without the packages: the caller says that it skips.
    return false
  }
}
