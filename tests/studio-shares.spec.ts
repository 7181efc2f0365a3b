/** Shares in the studio: what they are, and lines to copy that read them. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/test.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

test.use({ relayOptions: { args: ['--share', `studio-${process.pid}=interval:100,size:160x90,format:RGB`] } });

/** The first line that `line` prints, typed into a shell in Reelay's folder; the shell is ended then. */
async function firstLineOf(line: string): Promise<string> {
  const shell = spawn('sh', ['-c', line], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    // Playwright asks its children for colours.
    env: { ...process.env, FORCE_COLOR: '0' },
  });
  try {
    for await (const printed of createInterface({ input: shell.stdout })) return printed;
    throw new Error('it printed nothing');
  } finally {
    if (shell.exitCode === null && shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
  }
}

test('a share is told with its rate and drops, and the lines to copy read it', async ({ page, relay }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const name = `studio-${process.pid}`;
  await page.goto(`${relay.url}&scene=periods&size=320x180&fps=30&duration=open&mode=realtime`);
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  const share = page.getByRole('article', { name: `Share ${name}` });
  await expect(share).toContainText('160\u2009\u00d7\u200990 RGB');
  await expect(share).toContainText('0.1 s');
  await share.getByText('How to read it').click();
  await expectAccessible(page);
  for (const language of ['Python', 'Node']) {
    await share.getByRole('button', { name: `Copy how to read ${name} in ${language}` }).click();
    const line = await page.evaluate(() => navigator.clipboard.readText());
    expect(await firstLineOf(line)).toMatch(new RegExp(`^\\d+ ${160 * 90 * 3}$`));
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Shared memory' })).toHaveCount(0);
});
