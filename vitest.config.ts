import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/temporaryFolder.ts',
    exclude: ['test/e2e/**', 'node_modules/**'],
    // Native add-ons (sharp, TensorFlow) want processes of their own, and two of them fill a small machine.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    // On a shared machine a process can stall for seconds. What passes the second time is marked "retry x1".
    retry: process.env.CI === undefined ? 0 : 1,
    // Loading native TensorFlow is a hook in many files, and takes long on a busy machine.
    hookTimeout: 60_000,
  },
})
