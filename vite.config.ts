import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * One build for the site and for what hosts embed, so that both share their code. Everything under assets/ has a hash in its name and
 * may be kept for ever; embed/*.js keep their names, because hosts write them into their pages. Addresses inside of scripts and sheets are
 * relative to the file that names them: embedded in somebody's page, they still lead to the server they came from.
 */
export default defineConfig({
  root: 'web/app',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: 'web/app/index.html',
        element: 'web/embed/element.ts',
        manyhands: 'web/embed/manyhands.ts',
      },
      preserveEntrySignatures: 'exports-only',
      output: {
        entryFileNames: ({ name }) => (name === 'index' ? 'assets/[name]-[hash].js' : 'embed/[name].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  experimental: {
    renderBuiltUrl: (filename, { hostType }) => (hostType === 'html' ? `/${filename}` : { relative: true }),
  },
});
