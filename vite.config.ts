/**
 * The site the relay serves: the studio (web/index.html) and the built-in scenes (web/scenes/<id>.ts -> /scenes/<id>.js).
 * The recorder's own bundle, /reelay.js, is built by vite.recorder.config.ts.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, defineConfig, type Plugin, type UserConfig } from 'vite';
import { ERRORS } from './shared/errors.ts';
import { assemblyScript } from './scripts/lib/assembly.mjs';
import { ownErrors } from './scripts/lib/own-errors.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const web = `${root}web`;

/** The recorder's worker, inlined as a string and started as a blob: a module, as it imports scenes by address. */
export const inlineWorker: NonNullable<UserConfig['worker']> = {
  format: 'es',
  // A blob has no siblings: a second chunk could not be found, nor could a source map.
  rolldownOptions: { output: { codeSplitting: false } },
  plugins: () => [
    assemblyScript(),
    ownErrors(ERRORS, ['shared', 'web/worker', 'web/transport', 'web/capture']),
    { name: 'reelay:no-worker-map', outputOptions: (options) => ({ ...options, sourcemap: false }) },
  ],
};

export default defineConfig({
  root: web,
  plugins: [assemblyScript(), classicText(), sourcesUnderBuiltNames()],
  worker: inlineWorker,
  // Sources of shared/ and fonts in node_modules lie outside web/.
  server: { fs: { allow: [root] } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    // What is bundled must come with its licence.
    license: { fileName: 'licenses/studio.md' },
    // Vite's preload helper touches `document`, which a scene's worker does not have; on one's own machine it gains nothing.
    modulePreload: false,
    // three.js and p5 are large, and served by the relay next door.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      input: { index: `${web}/index.html`, ...sceneEntries() },
      // A scene is imported by its address: its exports must stay as written.
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: ({ name }) => (name.startsWith('scenes/') ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});

/** Every module directly in web/scenes is a scene, but for the catalogue and tests; helpers live in folders below it. */
function sceneEntries(): Record<string, string> {
  const modules = readdirSync(`${web}/scenes`).filter((name) => /^[\w-]+\.ts$/.test(name) && name !== 'catalogue.ts');
  return Object.fromEntries(modules.map((name) => [`scenes/${name.slice(0, -3)}`, `${web}/scenes/${name}`]));
}

/** While developing: the addresses of the built modules give their sources, reloaded as they change. */
function sourcesUnderBuiltNames(): Plugin {
  return {
    name: 'reelay:sources-under-built-names',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        request.url = request.url
          ?.replace(/^\/clock\.js(?=\?|$)/, '/clock/index.ts')
          .replace(/^\/reelay\.js(?=\?|$)/, '/recorder/index.ts')
          .replace(/^\/encoded\.js(?=\?|$)/, '/worker/encoded/index.ts')
          .replace(/^\/scenes\/([\w-]+)\.js(?=\?|$)/, '/scenes/$1.ts');
        next();
      });
    },
  };
}

/** What is imported with `?classic` at its end is built as one classic script, and given as text. */
export function classicText(): Plugin {
  const suffix = '?classic';
  return {
    name: 'reelay:classic-text',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!source.endsWith(suffix) || importer === undefined) return undefined;
      return `\0${fileURLToPath(new URL(source.slice(0, -suffix.length), pathToFileURL(importer)))}${suffix}`;
    },
    async load(id) {
      if (!id.startsWith('\0') || !id.endsWith(suffix)) return undefined;
      const built = await build({
        configFile: false,
        logLevel: 'warn',
        build: {
          write: false,
          target: 'es2022',
          minify: true,
          lib: { entry: id.slice(1, -suffix.length), formats: ['iife'], name: 'reelayClassic' },
          rolldownOptions: { onLog: withoutUtil },
        },
      });
      const [bundle] = [built].flat();
      if (!bundle || !('output' in bundle)) throw new Error(`${id} was not built`);
      return `export default ${JSON.stringify(bundle.output[0].code)};`;
    },
  };
}

/** The timers library asks for `util` where it finds a Node process alone. */
export const withoutUtil: NonNullable<NonNullable<NonNullable<UserConfig['build']>['rolldownOptions']>['onLog']> = (
  level,
  log,
  tell,
) => {
  if (!log.message.includes('Module "util" has been externalized')) tell(level, log);
};
