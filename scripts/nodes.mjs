/**
 * `npm run nodes [-- VERSION...]`: the package on Node 20, 22, 24 and 26. Packs it, installs it into an empty folder, and there
 * has each Node of npm's own binaries record with it: frames of a program's, and an animation in a browser. Needs the network.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure, main } from './lib/failure.mjs';
import { prepare } from './lib/prepare.mjs';
import { root } from './lib/root.mjs';
import { run } from './lib/run.mjs';
import { say } from './lib/say.mjs';
import { secondsSince } from './lib/seconds.mjs';

const given = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const VERSIONS = given.length > 0 ? given : ['20', '22', '24', '26'];

/** Pushes ten frames into an MP4 file. */
const PUSH = `
import { openPipeline } from 'reelay/pipeline';
const pipeline = await openPipeline('mp4', { file: process.argv[2], format: 'RGBA', width: 64, height: 48, fps: 30 });
for (let index = 0; index < 10; index++) await pipeline.push(new Uint8Array(64 * 48 * 4).fill(index * 20));
await pipeline.endOfStream();
`;

await main(async () => {
  await prepare({
    install: !process.argv.includes('--no-install'),
    chromium: true,
    ffmpeg: false,
    opencv: false,
    display: false,
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'reelay-nodes-'));
  try {
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    writeFileSync(path.join(folder, 'push.js'), PUSH);
    await must(['npm', 'pack', '--ignore-scripts', '--pack-destination', folder], root);
    await must(['npm', 'install', '--no-audit', '--no-fund', './reelay-0.1.0.tgz'], folder);
    for (const version of VERSIONS) await tryOn(version, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * @param {string} version
 * @param {string} folder where the package is installed
 */
async function tryOn(version, folder) {
  const startedMs = performance.now();
  const place = path.join(folder, `node-${version}`);
  const name = `node-${process.platform}-${process.arch}`;
  await must(
    ['npm', 'install', '--no-audit', '--no-fund', '--no-save', '--prefix', place, `${name}@${version}`],
    folder,
  );
  const node = path.join(place, 'node_modules', name, 'bin/node');
  const reelay = [node, path.join(folder, 'node_modules/reelay/dist/relay/main.js')];
  const exact = (await must([node, '--version'], folder)).trim();
  await must([...reelay, 'presets', '--json'], folder);
  await must([...reelay, 'doctor', '--port', '0'], folder);
  const pushed = path.join(place, 'pushed.mp4');
  await must([node, 'push.js', pushed], folder);
  const demo = path.join(place, 'demo.mp4');
  await must([...reelay, '--demo', demo, '--recordings', path.join(place, 'recordings')], folder);
  say(
    `ok  ${exact.padEnd(10)} ${statSync(pushed).size} and ${statSync(demo).size} bytes recorded, ${secondsSince(startedMs)}`,
  );
}

/**
 * @param {readonly string[]} command
 * @param {string} cwd
 * @returns {Promise<string>} what it printed
 */
async function must(command, cwd) {
  const { code, output } = await run(command, { cwd });
  if (code !== 0) throw new Failure(`${command.join(' ')} ended with ${code}:\n${output}`);
  return output;
}
