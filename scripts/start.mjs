/**
 * `npm start [-- options]`: brings what is missing, builds where sources changed, then runs the relay in this process.
 * `npm run doctor` (`start.mjs doctor`) leaves the system as it is: it is asked what is wrong with it.
 * Plain JavaScript with Node's own modules only: it runs before anything is installed.
 */
import { main } from './lib/failure.mjs';
import { helpText } from './lib/help.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { prepare, prepareReelay } from './lib/prepare.mjs';
import { root } from './lib/root.mjs';
import { stopOnce } from './lib/signals.mjs';

const args = process.argv.slice(2);

await main(async () => {
  checkNodeVersion();
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(helpText(args[0]));
    return;
  }
  if (args[0] === 'doctor') {
    await prepareReelay();
  } else {
    await prepareMachine();
    // One process: a Ctrl-C, a SIGTERM and the exit code are the relay's. It stops by itself at the first signal, as does a rendering.
    stopOnce(() => {});
  }
  const relay = `${root}dist/relay/main.js`;
  process.argv[1] = relay;
  await import(relay);
});

async function prepareMachine() {
  const hasDemo = args.some((arg) => arg === '--demo' || arg.startsWith('--demo='));
  const needsChromium = args[0] === 'open' || args[0] === 'render' || hasDemo;
  await prepare({
    install: !args.includes('--no-install'),
    chromium: needsChromium,
    ffmpeg: false,
    opencv: false,
    display: false,
  });
}
