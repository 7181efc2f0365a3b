import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';

/** Takes a second to finish, as a relay does that has a recording open. */
const PROGRAM = `
import { stopOnce } from ${JSON.stringify(new URL('signals.mjs', import.meta.url).href)};
const alive = setInterval(() => {}, 1000);
stopOnce(() => setTimeout(() => { console.log('finished'); clearInterval(alive); process.exit(0); }, 1000));
console.log('ready');
`;

it('takes the two copies of one Ctrl-C, from the terminal and through npm, for one', async () => {
  const program = await started();
  program.child.kill('SIGINT');
  await delay(20);
  program.child.kill('SIGINT');
  expect(await program.ended).toEqual({ code: 0, output: 'ready\nfinished\n' });
});

it('ends at once when asked again', async () => {
  const program = await started();
  program.child.kill('SIGINT');
  await delay(700);
  program.child.kill('SIGINT');
  expect(await program.ended).toEqual({ code: 130, output: 'ready\n' });
});

async function started() {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('ready')) resolve();
    });
  });
  return { child, ended };
}
