/** Before all tests: the window is built when its sources are newer than the last build. */
import { buildRenderer } from '../../../build/renderer.ts'

export default async function buildWindow(): Promise<void> {
  await buildRenderer()
}
