import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The examples as they are, under examples/: the server shows them, and a host's page looks just like them. */
function examples(): Plugin {
  return {
    name: 'examples',
    generateBundle() {
      for (const name of readdirSync(here('examples'))) {
        if (!name.endsWith('.html')) continue;
        this.emitFile({ type: 'asset', fileName: `examples/${name}`, source: readFileSync(here(`examples/${name}`)) });
      }
    },
  };
}

/** Every browser that this is built for has WOFF2: the other two files of each of KaTeX's fonts would lie there for nobody. */
function oneFileAFont(): Plugin {
  return {
    name: 'one-file-a-font',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/katex\/dist\/[^/]*\.css/u.test(id)) return null;
      return code.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/gu, '');
    },
  };
}

/** Libraries that few documents need, and their parts. */
const HEAVY = /\/node_modules\/(?:katex|mermaid)\//u;

/** Tells the service worker of what the build is made of. Its file keeps its name and has no imports. */
function shellOfThisBuild(): Plugin {
  return {
    name: 'shell-of-this-build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const worker = bundle['sw.js'];
      if (worker?.type !== 'chunk') return;
      const files = Object.values(bundle).filter((file) => file !== worker);
      const hash = createHash('sha256');
      for (const file of files)
        hash.update(`${file.fileName}\n`).update(file.type === 'chunk' ? file.code : file.source);
      const paths = files.map(({ fileName }) => `/${fileName}`).sort();
      const shell = {
        version: hash.digest('hex').slice(0, 16),
        // what is heavy is kept by the browser once a document needed it
        hashed: paths.filter((path) => path.startsWith('/assets/') && !/^\/assets\/(?:heavy\/|KaTeX)/u.test(path)),
        named: paths.filter((path) => path.startsWith('/embed/')),
      };
      worker.code = worker.code.replace('SHELL_OF_THIS_BUILD', () => JSON.stringify(shell));
    },
  };
}

/** The types of the npm package. options.ts imports nothing, so it is a declaration file as it stands. */
function declarations(): Plugin {
  const entry = [
    "import type { EditorOptions, ManyhandsEditor } from './options.js';",
    "export type { EditorEvents, EditorOptions, EditorStatus, EditorUser, ManyhandsEditor } from './options.js';",
    'export declare function createEditor(element: HTMLElement, options: EditorOptions): ManyhandsEditor;',
    '',
  ].join('\n');
  const element = [
    "import type { ManyhandsEditor } from './options.js';",
    'export declare class ManyHandsElement extends HTMLElement {',
    '  get editor(): ManyhandsEditor | null;',
    '}',
    '',
  ].join('\n');
  return {
    name: 'declarations',
    generateBundle() {
      const options = readFileSync(here('web/embed/options.ts'), 'utf8');
      this.emitFile({ type: 'asset', fileName: 'options.d.ts', source: options });
      this.emitFile({ type: 'asset', fileName: 'manyhands.d.ts', source: entry });
      this.emitFile({ type: 'asset', fileName: 'element.d.ts', source: element });
    },
  };
}

const embed = {
  element: here('web/embed/element.ts'),
  manyhands: here('web/embed/manyhands.ts'),
};

/**
 * `vite build`: the site and what hosts embed, in one build, so that both share their code. Everything under assets/ has a hash in its name
 * and may be kept for ever; embed/*.js keep their names, because hosts write them into their pages; so does sw.js, by which the browser knows it. Addresses inside of scripts and sheets
 * are relative to the file that names them: embedded in somebody's page, they still lead to the server they came from.
 *
 * `vite build --mode npm`: the same entries for hosts with a bundler of their own. Yjs stays outside: two copies of it in one page do not
 * understand each other.
 */
export default defineConfig(({ mode }) => {
  const npm = mode === 'npm';
  return {
    root: here('web/app'),
    plugins: [react(), oneFileAFont(), ...(npm ? [declarations()] : [examples(), shellOfThisBuild()])],
    define: npm ? { 'process.env.NODE_ENV': '"production"' } : {},
    build: {
      outDir: here(npm ? 'dist/npm' : 'dist/web'),
      emptyOutDir: true,
      target: 'es2023',
      // what knows light-dark() and :dir(): written out for older browsers, a theme would no longer be the element's own, nor a direction
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      assetsInlineLimit: 0,
      // the sizes that matter are kept by size-limit; whoever starts the server need not read of chunks
      chunkSizeWarningLimit: 1_000,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: npm ? embed : { index: here('web/app/index.html'), sw: here('web/app/offline/worker.ts'), ...embed },
        external: npm ? [/^yjs$/u, /^y-protocols\//u, /^lib0\//u] : [],
        preserveEntrySignatures: 'exports-only' as const,
        output: {
          entryFileNames: ({ name }) =>
            npm || name === 'sw' ? '[name].js' : name === 'index' ? 'assets/[name]-[hash].js' : 'embed/[name].js',
          // what is loaded only when it is needed stands by itself, so that the budget of the first load can be told from it
          chunkFileNames: ({ isDynamicEntry, moduleIds }) =>
            moduleIds.some((id) => HEAVY.test(id))
              ? 'assets/heavy/[name]-[hash].js'
              : isDynamicEntry
                ? 'assets/later/[name]-[hash].js'
                : 'assets/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
        },
      },
    },
    experimental: {
      renderBuiltUrl: (filename, { hostType }) => (hostType === 'html' ? `/${filename}` : { relative: true }),
    },
  };
});
