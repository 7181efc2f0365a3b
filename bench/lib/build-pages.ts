/** Bundles the bench's pages and workers. */
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const ENTRIES = [
  'page',
  'scene',
  'busy',
  'numbered-2d',
  'numbered-webgl2',
  'logged-2d',
  'readback.worker',
  'socket-bare.worker',
  'socket-reelay.worker',
  'mediabunny.worker',
  'realtime.worker',
];

/** Builds bench/pages; returns the folder to serve. */
export async function buildPages(root: string): Promise<string> {
  const pages = `${root}bench/pages`;
  const { assemblyScript } = (await import(`${root}scripts/lib/assembly.mjs`)) as { assemblyScript(): Plugin };
  const outDir = `${root}dist/bench/pages`;
  await build({
    root: pages,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [assemblyScript()],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // A worker has no document, which the preload helper touches.
      modulePreload: false,
      rolldownOptions: {
        input: Object.fromEntries(ENTRIES.map((name) => [name, `${pages}/${name}.ts`])),
        // The scene is imported by its address: its export must stay as written.
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
  return outDir;
}

/** The repository's folder, from dist/bench/lib. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
