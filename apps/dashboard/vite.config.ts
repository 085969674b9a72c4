import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

// The condition makes `@probity/…` resolve to sources, so the page builds without a TypeScript build before it.
export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['probity-source', ...defaultClientConditions] },
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 400, assetsInlineLimit: 0 },
  server: { proxy: { '/v1': 'http://127.0.0.1:8080' } },
});
