/** What the stage is made of: its page, that of a scene, and the script that goes before the rendered page's own. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SHOOT, STAGE_FOLDER, TELL } from '../../shared/render/messages.ts';

/** A file of the stage, as the browser is given it. */
export interface StageFile {
  readonly type: string;
  readonly body: Buffer;
}

const STAGE_PAGE = `<!doctype html>
<meta charset="utf-8">
<title>Reelay</title>
<link rel="icon" href="data:,">
<style>
  html, body { margin: 0; overflow: hidden; background: transparent; }
  iframe { display: block; width: 100vw; height: 100vh; border: 0; }
</style>
<body></body>
`;

const SCENE_PAGE = `<!doctype html>
<meta charset="utf-8">
<title>Scene</title>
<link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "reelay": "${STAGE_FOLDER}reelay.js" } }</script>
<style>
  html, body { margin: 0; overflow: hidden; background: transparent; }
  canvas { display: block; width: 100vw; height: 100vh; }
</style>
<body><canvas></canvas></body>
`;

/** The files at `STAGE_FOLDER` of the page's origin, by their names. */
export async function stageFiles(webDirectory: string): Promise<ReadonlyMap<string, StageFile>> {
  const module = async (name: string): Promise<[string, StageFile]> => [
    name,
    { type: 'text/javascript; charset=utf-8', body: await readFile(path.join(webDirectory, name)) },
  ];
  const page = (text: string): StageFile => ({ type: 'text/html; charset=utf-8', body: Buffer.from(text) });
  return new Map([
    ['stage', page(STAGE_PAGE)],
    ['scene', page(SCENE_PAGE)],
    await module('render.js'),
    await module('reelay.js'),
  ]);
}

/**
 * Runs in each document before its own scripts. The rendered page is put under a clock by the stage, and its iframes under
 * the same one; the stage keeps real time, and frames of other origins are left as they are.
 */
export async function clockScript(webDirectory: string): Promise<string> {
  const clock = await readFile(path.join(webDirectory, 'clock.classic.js'), 'utf8');
  return `(() => {
  if (window === top) return;
  delete globalThis.${TELL};
  delete globalThis.${SHOOT};
  let begin, isUnderClock;
  try {
    begin = parent === top && location.href !== 'about:blank' ? parent[Symbol.for('reelay.stage')] : undefined;
    isUnderClock = Symbol.for('reelay.clock') in parent;
  } catch {
    return;
  }
  if (!begin && !isUnderClock) return;
  ${clock}
  const { installClock } = globalThis.reelayClock;
  delete globalThis.reelayClock;
  if (begin) begin(window, installClock);
  else installClock();
})();`;
}
