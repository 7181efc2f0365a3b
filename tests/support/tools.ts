/** A PATH with nothing on it but GStreamer's tools, which can be taken away or changed. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

type Tool = 'gst-launch-1.0' | 'gst-inspect-1.0';

export class Tools implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(): Promise<Tools> {
    const tools = new Tools(await mkdtemp(path.join(tmpdir(), 'reelay-tools-')));
    await tools.link('gst-launch-1.0');
    await tools.link('gst-inspect-1.0');
    return tools;
  }

  get env(): NodeJS.ProcessEnv {
    return { PATH: this.#folder };
  }

  async link(tool: Tool): Promise<void> {
    await symlink(found(tool), path.join(this.#folder, tool));
  }

  async remove(tool: Tool): Promise<void> {
    await rm(path.join(this.#folder, tool));
  }

  /** As if `element` were not installed. */
  async hide(element: string): Promise<void> {
    await this.remove('gst-inspect-1.0');
    const script = path.join(this.#folder, 'gst-inspect-1.0');
    await writeFile(script, `#!/bin/sh\n${found('gst-inspect-1.0')} "$@" | ${found('grep')} -v ' ${element}: '\n`);
    await chmod(script, 0o755);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function found(tool: string): string {
  return execFileSync('which', [tool], { encoding: 'utf8' }).trim();
}
