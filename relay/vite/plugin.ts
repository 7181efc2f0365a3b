/**
 * The package's `reelay/vite`: a relay beside one's dev server, a record button in the corner of one's own page, and
 * `virtual:reelay` for code. While developing only: a build has nothing of it. docs/VITE.md.
 *
 *     import { reelay } from 'reelay/vite';
 *     export default defineConfig({ plugins: [reelay()] });
 */
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import type { Plugin, ResolvedConfig, ViteDevServer } from 'vite';
import { ReelayError, toReelayError } from '../../shared/errors.ts';
import type { Quality } from '../../shared/wire/messages.ts';
import { ROOT } from '../version.ts';
import { isOwnPage, namedHosts } from './own-page.ts';
import { RelayChild } from './relay-child.ts';

export interface ReelayPluginOptions {
  /** Folder for the recordings, from Vite's root. Default `recordings`. */
  readonly recordings?: string;
  /** Further options of `reelay serve`, such as `['--presets', 'presets.json']`. */
  readonly args?: readonly string[];
  /** Whether pages have the button. Default true. */
  readonly button?: boolean;
  /** Keys that start and stop, as the button does. Default `Alt+Shift+R`. */
  readonly key?: string;
  /** The canvas that the button records. Default: the largest one, and where there is none the tab, which the browser asks about. */
  readonly selector?: string;
  /** How the button records; the recorder's own defaults else (docs/RECORDER.md). */
  readonly recording?: ButtonRecording;
}

export interface ButtonRecording {
  readonly preset?: string | readonly string[];
  /** The most frames per second. */
  readonly fps?: number;
  readonly quality?: Quality;
  /** Bits per second. */
  readonly bitrate?: number;
  /** Name for the files. Default: the page's title. */
  readonly name?: string;
}

const MODULE = 'virtual:reelay';
/** What it imports: the code of the button, without this server's settings. */
const BUTTON_MODULE = 'virtual:reelay/button';
const RESOLVED = `\0${MODULE}`;
const RESOLVED_BUTTON = `\0${BUTTON_MODULE}`;
/** As Vite writes the address of a module that is no file. */
const ADDRESS = `@id/__x00__${MODULE}`;
const ENDPOINT = '@reelay/relay';
const DEFAULT_KEY = 'Alt+Shift+R';

/** The plugin. For Vite 6, 7 and 8. */
export function reelay(options: ReelayPluginOptions = {}): Plugin {
  let config: ResolvedConfig | undefined;
  let relay: RelayChild | undefined;
  const base = (): string => config?.base ?? '/';
  return {
    name: 'reelay',
    configResolved(resolved) {
      config = resolved;
    },
    configureServer(server) {
      const child = new RelayChild(() => relayArguments(server, options), server.config.logger);
      relay = child;
      server.middlewares.use(`${base()}${ENDPOINT}`, (request, response) => {
        if (!isOwnPage(request, namedHosts(server))) {
          refuse(
            response,
            403,
            new ReelayError('ORIGIN_FORBIDDEN', { origin: request.headers.origin ?? 'another site' }),
          );
          return;
        }
        child.access().then(
          (access) => answer(response, 200, access),
          (error: unknown) => refuse(response, 500, toReelayError(error)),
        );
      });
    },
    /** Called as the dev server closes, too, which waits for it. */
    closeBundle: () => relay?.stop(),
    resolveId: (id) => (id === MODULE || id === BUTTON_MODULE ? `\0${id}` : undefined),
    load(id, { ssr = false } = {}) {
      if (id === RESOLVED_BUTTON) return readFile(path.join(ROOT, 'dist/web/dev-button.js'), 'utf8');
      if (id !== RESOLVED) return undefined;
      // Known to be undefined: what a program does with it is left out of its build.
      if (config?.command !== 'serve' || ssr) return 'export const reelay = undefined;';
      return moduleSource(`${base()}${ENDPOINT}`, options);
    },
    transformIndexHtml: () =>
      config?.command === 'serve' && options.button !== false
        ? [{ tag: 'script', attrs: { type: 'module', src: `${base()}${ADDRESS}` }, injectTo: 'body' }]
        : [],
  };
}

/** What pages run, told of its settings. */
function moduleSource(endpoint: string, options: ReelayPluginOptions): string {
  const { button = true, key = DEFAULT_KEY, selector, recording = {} } = options;
  const settings = JSON.stringify({ endpoint, button, key, selector, recording });
  return `import { createReelay } from '${BUTTON_MODULE}';\nexport const reelay = createReelay(${settings});\n`;
}

function relayArguments(
  { config }: ViteDevServer,
  { recordings = 'recordings', args = [] }: ReelayPluginOptions,
): string[] {
  const origins = config.server.origin === undefined ? [] : ['--allow-origin', config.server.origin];
  return ['--recordings', path.resolve(config.root, recordings), ...origins, ...args];
}

function refuse(response: ServerResponse, status: number, { code, message, remedy }: ReelayError): void {
  answer(response, status, { error: { code, message, remedy } });
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(value));
}
