import { defineConfig } from 'vite';

/** Builds the page's scripts and styles; the document itself is written by the server. */
export default defineConfig({
  root: '.',
  base: '/',
  publicDir: 'src/web/public',
  appType: 'custom',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: {
    outDir: 'dist/public',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // A content policy without `data:` for scripts and styles needs files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: 'src/web/main.tsx' },
  },
});
