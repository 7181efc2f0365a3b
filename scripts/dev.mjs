/**
 * `npm run dev [-- relay options]`: the studio from its sources, reloaded as they change, with a relay behind it. The relay
 * is the built one; start again after a change in relay/ or shared/.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Failure, main } from './lib/failure.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { prepare } from './lib/prepare.mjs';
import { root } from './lib/root.mjs';
import { say } from './lib/say.mjs';
import { stopOnce } from './lib/signals.mjs';

/** What the relay answers; the rest is Vite's. */
const RELAY_PATHS = ['/api', '/recordings', '/live', '/session'];

const args = process.argv.slice(2).filter((arg) => arg !== '--no-install');

await main(async () => {
  checkNodeVersion();
  await prepare({
    install: !process.argv.includes('--no-install'),
    chromium: false,
    ffmpeg: false,
    opencv: false,
    display: false,
  });
  const relay = spawn(process.execPath, [`${root}dist/relay/main.js`, ...args, '--port', '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own: it gets one signal, from here, whether that came from a terminal or not.
    detached: true,
  });
  relay.once('exit', (code) => process.exit(code ?? 1));
  process.once('exit', () => relay.kill('SIGKILL'));
  stopOnce((signal) => relay.kill(signal));

  const relayUrl = await readyAddress(relay.stdout);
  const { createServer } = await import('vite');
  const server = await createServer({
    configFile: `${root}vite.config.ts`,
    server: {
      host: '127.0.0.1',
      proxy: Object.fromEntries(
        // changeOrigin: the relay answers to its own Host only.
        RELAY_PATHS.map((path) => [path, { target: relayUrl.origin, changeOrigin: true, ws: true }]),
      ),
    },
  });
  await server.listen();
  const address = new URL(server.resolvedUrls?.local[0] ?? '');
  address.search = relayUrl.search;
  say(`Reelay is ready, with hot reload: ${address.href}`);
});

/**
 * The address in the relay's line "Reelay is ready: http://...".
 * @param {import('node:stream').Readable} stdout
 * @returns {Promise<URL>}
 */
async function readyAddress(stdout) {
  for await (const line of createInterface({ input: stdout })) {
    const [, address] = /(https?:\/\/\S+)/.exec(line) ?? [];
    if (address === undefined) continue;
    stdout.resume();
    return new URL(address);
  }
  throw new Failure('The relay ended before it was ready.');
}
