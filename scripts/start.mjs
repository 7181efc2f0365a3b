/**
 * `npm start [-- COMMAND] [options]`: brings what is missing, builds where sources changed, then runs Reelay in this process:
 * the relay, or another of its commands. Those that only tell leave the system as it is.
 * Plain JavaScript with Node's own modules only: it runs before anything is installed.
 */
import { main } from './lib/failure.mjs';
import { helpText } from './lib/help.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { prepare, prepareReelay } from './lib/prepare.mjs';
import { root } from './lib/root.mjs';
import { stopOnce } from './lib/signals.mjs';

const args = process.argv.slice(2);
const command = args[0]?.startsWith('-') ? 'serve' : (args[0] ?? 'serve');
const asksForHelp = args.includes('--help') || args.includes('-h');
/** Commands that need nothing of the system, or are asked what is wrong with it. */
const TELLING = ['doctor', 'presets', 'completion'];
const BROWSING = ['open', 'render'];

await main(async () => {
  checkNodeVersion();
  if (asksForHelp && (command === 'serve' || command === 'render')) {
    process.stdout.write(helpText(command));
    return;
  }
  if (asksForHelp || TELLING.includes(command)) {
    await prepareReelay();
  } else {
    await prepareMachine();
    // One process: a Ctrl-C, a SIGTERM and the exit code are the relay's. It stops by itself at the first signal, as does a rendering.
    stopOnce(() => {});
  }
  const relay = `${root}dist/relay/main.js`;
  process.argv = [process.execPath, relay, ...args.filter((arg) => arg !== '--no-install')];
  await import(relay);
});

async function prepareMachine() {
  const needsChromium = BROWSING.includes(command) || args.some((arg) => arg === '--demo' || arg.startsWith('--demo='));
  await prepare({
    install: !args.includes('--no-install'),
    chromium: needsChromium,
    ffmpeg: false,
    opencv: false,
    display: false,
  });
}
