/** Builds the window: renderer/ into dist/renderer. All icons are bundled: the window never asks the network. */
import path from 'node:path'
import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const root = path.resolve(import.meta.dirname, '..')

export default defineConfig({
  root: path.join(root, 'renderer'),
  base: '/',
  cacheDir: path.join(root, 'node_modules/.vite'),
  plugins: [
    vue(),
    ui({
      dts: false,
      colorMode: true,
      icon: { clientBundle: { scan: { globInclude: ['**/*.{vue,ts}'] }, sizeLimitKb: 512 } },
      ui: {
        colors: { primary: 'indigo', neutral: 'zinc' },
        // Instead of being centred, see main.css.
        modal: {
          compoundVariants: [
            {
              scrollable: false,
              fullscreen: false,
              class: { content: 'hanging-dialog overflow-hidden' },
            },
          ],
        },
      },
      autoImport: false,
    }),
  ],
  build: {
    outDir: path.join(root, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    chunkSizeWarningLimit: 2000,
  },
  server: { port: 5173, strictPort: false, proxy: proxyToEngine(process.env.FOCAL_STUDIO_ENGINE) },
})

/** In development the window is served by Vite, and its calls go to a running engine. */
function proxyToEngine(engine: string | undefined) {
  if (engine === undefined) return undefined
  return { '/api': { target: engine }, '/files': { target: engine } }
}
