import { cpSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

/** What the viewer of PDF files loads when a file needs it: character maps, fonts, colour profiles, decoders. */
const pdfParts: Plugin = {
  name: 'pdf-parts',
  closeBundle() {
    for (const part of ['cmaps', 'standard_fonts', 'iccs', 'wasm']) {
      cpSync(`node_modules/pdfjs-dist/${part}`, `dist/public/pdf/${part}`, { recursive: true });
    }
  },
};

/** Builds the page's scripts and styles; the document itself is written by the server. */
export default defineConfig({
  root: '.',
  plugins: [pdfParts],
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
    // What is fetched later needs no other file before it; its style sheet has a loader of its own.
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        main: 'src/web/main.tsx',
        site: 'src/web/site.css',
        'share-worker': 'src/web/share/share-worker.ts',
      },
      output: {
        // A service worker serves the folder it is in, so this one lies at the root, under a name that stays.
        entryFileNames: ({ name }) => (name === 'share-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
