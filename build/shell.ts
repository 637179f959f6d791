/** Builds the desktop shell: electron/main.ts and preload.ts to dist/electron/*.cjs, each one file with all it needs. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = path.resolve(import.meta.dirname, '..')

/** A preload in the sandbox cannot load files of its own, so each entry is built alone. */
export async function buildElectron(folder = path.join(root, 'dist/electron')): Promise<void> {
  for (const name of ['main', 'preload']) {
    await build({
      configFile: false,
      root,
      logLevel: 'warn',
      build: {
        outDir: folder,
        emptyOutDir: false,
        ssr: path.join(root, `electron/${name}.ts`),
        target: 'node24',
        rollupOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: '[name].cjs' } },
      },
      // The installed shell has no node_modules: the updater is built in.
      ssr: { noExternal: true, external: ['electron'] },
    })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildElectron()
