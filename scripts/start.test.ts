import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bareMachine } from './testing/bare-machine.ts';

const PACKAGES =
  'gstreamer1.0-tools gstreamer1.0-plugins-base-apps gstreamer1.0-plugins-base gstreamer1.0-plugins-good ' +
  'gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav ffmpeg';

it('brings everything to a bare machine, builds and runs the relay with the arguments given', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  const { code, stdout, stderr } = await machine.start('--port', '0');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toBe(`the relay runs: ${machine.tree}/dist/relay/main.js --port 0\n`);
  const calls = await machine.calls();
  expect(calls.filter((call) => call.startsWith('npm'))).toEqual([
    'npm ci --include=dev --include=optional --no-audit --no-fund',
  ]);
  const [install, ...more] = calls.filter((call) => call.startsWith('apt-get') && call.includes(' install '));
  expect(install).toMatch(new RegExp(`^apt-get .*install --yes --no-install-recommends ${PACKAGES}$`));
  expect(more).toEqual([]);
  expect(calls.filter((call) => call.startsWith('vite'))).toHaveLength(7);
  expect(stderr).not.toContain('Setting up');
});

it('does nothing but look the second time, and says nothing', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  await machine.start();
  await machine.calls();
  const { code, stderr } = await machine.start();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await machine.calls()).toEqual(['gst-inspect-1.0 --no-colors']);
});

it('builds again when a source changed, and installs again when the lockfile did', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  await machine.start();
  await machine.calls();
  await appendFile(path.join(machine.tree, 'shared/main.ts'), '// changed\n');
  await machine.start();
  expect((await machine.calls()).map(programOf)).toEqual(expect.arrayContaining(['tsc', 'vite']));
  const lock = { packages: { 'node_modules/tool': { version: '1.0.1', integrity: 'sha512-2' } } };
  await writeFile(path.join(machine.tree, 'package-lock.json'), JSON.stringify(lock));
  await machine.start();
  expect((await machine.calls()).map(programOf)).toContain('npm');
});

it('builds again when what was built is gone', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  await machine.start();
  await rm(path.join(machine.tree, 'dist/web'), { recursive: true });
  await machine.calls();
  expect((await machine.start()).code).toBe(0);
  expect((await machine.calls()).map(programOf)).toContain('vite');
});

it('installs only the packages that dpkg does not have', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  await writeFile(path.join(machine.folder, 'dpkg'), 'gstreamer1.0-libav installed\ngstreamer1.0-tools config-files\n');
  await machine.start();
  const install = (await machine.calls()).find((call) => call.includes(' install '));
  expect(install).toContain('gstreamer1.0-tools');
  expect(install).not.toContain('gstreamer1.0-libav');
});

it('adds Chromium for --demo only', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  await machine.start();
  await machine.calls();
  const { code, stderr } = await machine.start('--demo', 'out.mp4');
  expect((await machine.calls()).find((call) => call.includes(' install '))).toMatch(/ chromium$/);
  // This machine's apt-get does not bring one.
  expect(code).toBe(1);
  expect(stderr).toContain('chromium');
});

it('brings Reelay itself for the doctor, and leaves the system as it is', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  const { code, stdout } = await machine.start('doctor', '--json');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `the relay runs: ${machine.tree}/dist/relay/main.js doctor --json\n`,
  });
  expect((await machine.calls()).map(programOf)).not.toContain('apt-get');
});

it('tries once more with fresh lists when an installation fails', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  await machine.touch('apt-fails-once');
  expect((await machine.start()).code).toBe(0);
  const calls = (await machine.calls())
    .filter((call) => call.startsWith('apt-get'))
    .map((call) => (call.endsWith(' update') ? 'update' : 'install'));
  expect(calls.slice(-3)).toEqual(['install', 'update', 'install']);
});

it('shows what apt-get said, and the command, when it fails for good', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  await machine.touch('apt-fails');
  const { code, stdout, stderr } = await machine.start();
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('E: Unable to locate package');
  expect(stderr).toContain(`sudo apt-get install -y --no-install-recommends ${PACKAGES}`);
});

it('shows what npm said when it fails', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  await machine.touch('npm-fails');
  const { code, stderr } = await machine.start();
  expect(code).toBe(1);
  expect(stderr).toContain('npm error network');
});

it('names the commands for brew, dnf and pacman where there is no apt-get', async () => {
  await using machine = await bareMachine(['npm']);
  const { code, stderr } = await machine.start();
  expect(code).toBe(1);
  expect(stderr).toContain('brew install gstreamer ffmpeg\n');
  expect(stderr).toMatch(/sudo dnf install gstreamer1 .*gstreamer1-plugin-libav ffmpeg-free\n/);
  expect(stderr).toMatch(/sudo pacman -S --needed gstreamer .*gst-libav ffmpeg\n/);
  expect(stderr).not.toContain('apt-get install');
});

it('goes on without elements that only some presets need, and says which', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  await machine.start();
  const listing = path.join(machine.folder, 'listing');
  await writeFile(listing, (await readFile(listing, 'utf8')).replace(/.*avenc_ffv1.*\n/, ''));
  await writeFile(path.join(machine.folder, 'dpkg'), 'gstreamer1.0-libav installed\n');
  await machine.calls();
  const { code, stderr } = await machine.start();
  expect(code).toBe(0);
  expect(stderr).toContain('avenc_ffv1');
  expect((await machine.calls()).map(programOf)).not.toContain('apt-get');
});

it('installs nothing with --no-install, and lists what is missing', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  const { code, stderr } = await machine.start('--no-install');
  expect(code).toBe(1);
  expect(stderr).toContain('npm ci');
  expect(stderr).toContain('gst-launch-1.0');
  expect(stderr).toContain(PACKAGES);
  expect(await machine.calls()).toEqual([]);
});

it('goes on with --no-install where nothing is missing', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  await machine.start();
  expect(await machine.start('--no-install')).toMatchObject({ code: 0, stderr: '' });
});

it('prints the help without installing or building anything', async () => {
  await using machine = await bareMachine(['npm', 'apt-get', 'dpkg-query']);
  const { code, stdout } = await machine.start('--help');
  expect(code).toBe(0);
  expect(stdout).toContain('--recordings');
  expect(await machine.calls()).toEqual([]);
});

function programOf(call: string): string {
  return call.split(' ')[0] ?? '';
}
