/** Pages of the operator's own, in a folder that was named at the start: what there is, and where it can be opened. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../command.ts';
import { FolderServer } from './folder-server.ts';

const PAGE = /\.html?$/i;
/** Folders below folders, and pages in all, that are looked for. */
const MAX_DEPTH = 4;
const MAX_PAGES = 200;

export class LocalPages {
  readonly #folder: string;
  readonly #server: FolderServer;

  private constructor(folder: string, server: FolderServer) {
    this.#folder = folder;
    this.#server = server;
  }

  /** Serves what lies in `folder`. Throws UsageError where there is no such folder. */
  static async open(folder: string): Promise<LocalPages> {
    try {
      return new LocalPages(folder, await FolderServer.start(folder));
    } catch (error) {
      throw new UsageError(`--pages: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** The pages there are now, by their paths from the folder on, with `/` between folders. */
  async list(): Promise<readonly string[]> {
    const pages: string[] = [];
    await this.#collect([], pages);
    return pages.sort();
  }

  /** Address of one of `list`; undefined for what is none. */
  async urlOf(page: string): Promise<string | undefined> {
    return (await this.list()).includes(page) ? this.#urlOf(page) : undefined;
  }

  /** Each with its address, for a frame, and its file, for a command line. */
  async describe(): Promise<readonly { readonly path: string; readonly url: string; readonly file: string }[]> {
    const pages = await this.list();
    return pages.map((page) => ({
      path: page,
      url: this.#urlOf(page),
      file: path.join(this.#folder, ...page.split('/')),
    }));
  }

  #urlOf(page: string): string {
    return this.#server.urlOf(...page.split('/'));
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  async #collect(names: readonly string[], pages: string[]): Promise<void> {
    const entries = await readdir(path.join(this.#folder, ...names), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (pages.length === MAX_PAGES) return;
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const found = [...names, entry.name];
      if (entry.isFile() && PAGE.test(entry.name)) pages.push(found.join('/'));
      else if (entry.isDirectory() && names.length < MAX_DEPTH) await this.#collect(found, pages);
    }
  }
}
