/** What is rendered: a page by its address, a page in a file, or the module of a scene. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../command.ts';
import { FolderServer } from './folder-server.ts';

/** A target that can be opened by its address. */
export interface OpenTarget {
  readonly kind: 'page' | 'scene';
  readonly url: string;
  /** Ends what serves it. */
  close(): Promise<void>;
}

const SCENE = /\.m?js$/i;
const PAGE = /\.(?:html?|svg)$/i;

/** Opens what `text` names. Throws UsageError. */
export async function openTarget(text: string, directory: string): Promise<OpenTarget> {
  if (/^https?:\/\//i.test(text)) {
    if (!URL.canParse(text)) throw new UsageError(`"${text}" is no address.`);
    const { pathname, href } = new URL(text);
    return { kind: SCENE.test(pathname) ? 'scene' : 'page', url: href, close: async () => undefined };
  }
  const file = path.resolve(directory, text);
  const kind = SCENE.test(file) ? 'scene' : PAGE.test(file) ? 'page' : undefined;
  if (!kind)
    throw new UsageError(
      `render takes an address (http://, https://), an .html file or a scene's .js file, not "${text}".`,
    );
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`There is no file ${file}.`);
  const server = await FolderServer.start(path.dirname(file));
  return { kind, url: server.urlOf(path.basename(file)), close: () => server.close() };
}
