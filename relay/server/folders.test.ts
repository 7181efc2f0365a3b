/** Recordings that are folders or pictures that move, over HTTP: watched while they grow, downloaded as one, deleted. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { frameLayout } from '../../shared/media/formats.ts';
import { type InProcessRelay, startRelay, TOKEN } from './testing/in-process.ts';
import { http, WireClient } from './testing/wire-client.ts';

const run = promisify(execFile);
const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` } as const;

let relay: InProcessRelay;
const ask = (path: string, headers: Record<string, string> = AUTHORIZED, method = 'GET') =>
  http(relay.port, path, { method, headers });
const listed = async () =>
  (JSON.parse((await ask('/api/recordings')).body.toString()) as { recordings: Record<string, string>[] })
    .recordings[0];

beforeEach(async () => {
  relay = await startRelay();
});

async function recorded(preset: string, frames: number) {
  const client = await WireClient.stream(relay, { presets: [preset] });
  await client.sendFrames(frames);
  const last = await client.finish();
  if (last.type !== 'finished') throw new Error(JSON.stringify(last));
  return last.recording;
}

it('HLS is played by another program while it is recorded, and afterwards at the same address', async () => {
  const client = await WireClient.stream(relay, { presets: ['hls'] });
  const path = '/recordings/wire.hls/index.m3u8';
  // Two segments of two seconds are complete when the third has begun; what the encoder holds back is still to come.
  await client.sendFrames(150);
  await client.accepted();
  let playlist = '';
  while (!playlist.includes('00001.ts')) {
    await client.next('progress');
    playlist = (await ask(path)).body.toString();
  }
  expect(playlist).not.toContain('ENDLIST');
  expect(await listed()).toMatchObject({ state: 'recording', url: '', playlist: path, index: 'index.m3u8' });
  const address = `http://127.0.0.1:${relay.port}${path}?token=${TOKEN}`;
  // Thirty pictures, then it leaves: the recording goes on.
  const player = ['-v', 'error', '-live_start_index', '0', '-i', address, '-frames:v', '30', '-f', 'rawvideo', '-'];
  const { stdout } = await run('ffmpeg', [...player], { encoding: 'buffer', timeout: 15_000 });
  expect(stdout.length).toBe(30 * frameLayout('I420', 64, 48).bytes);
  await client.sendFrames(30);
  const last = await client.finish();
  expect(last).toMatchObject({ type: 'finished', recording: { frames: 180, url: path } });
  const { stdout: counted } = await run('ffprobe', [
    ...['-v', 'error', '-count_packets', '-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0', address],
  ]);
  expect(Number.parseInt(counted, 10)).toBe(180);
});

it('names the segments with the token only for who showed it in the address', async () => {
  const { url } = await recorded('hls', 10);
  expect((await ask(url)).body.toString()).toMatch(/^00000\.ts$/m);
  const answer = await ask(`${url}?token=${TOKEN}`, {});
  expect(answer.headers['content-type']).toBe('application/vnd.apple.mpegurl');
  expect(answer.body.toString()).toMatch(new RegExp(`^00000\\.ts\\?token=${TOKEN}$`, 'm'));
  expect(await ask(url, {})).toMatchObject({ status: 401 });
  expect(await ask('/recordings/wire.hls/00000.ts', {})).toMatchObject({ status: 401 });
  expect(await ask('/recordings/wire.hls/00000.ts', { ...AUTHORIZED, Range: 'bytes=0-0' })).toMatchObject({
    status: 206,
    headers: { 'content-type': 'video/mp2t' },
  });
});

it('pictures come one by one, and all together as a tar archive', async () => {
  const { url, bytes } = await recorded('png', 12);
  expect(url).toBe('/recordings/wire.png/000000.png');
  const names = Array.from({ length: 12 }, (_, index) => `${`${index}`.padStart(6, '0')}.png`);
  const folder = relay.library.filePath('wire.png');
  expect(readdirSync(folder).sort()).toEqual(names);
  expect(bytes).toBe(names.reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0));
  const picture = await ask(url);
  expect(picture.body).toEqual(readFileSync(join(folder, '000000.png')));
  expect(picture.headers['content-type']).toBe('image/png');
  expect(await listed()).toMatchObject({ archive: '/recordings/wire.png', url });
  const archive = await ask('/recordings/wire.png');
  expect(Number(archive.headers['content-length'])).toBe(archive.body.length);
  expect(archive.headers['content-disposition']).toBe('attachment; filename="wire.png.tar"');
  const unpacked = mkdtempSync(join(tmpdir(), 'reelay-tar-'));
  onTestFinished(() => rmSync(unpacked, { recursive: true }));
  execFileSync('tar', ['-x', '-C', unpacked], { input: archive.body });
  for (const name of names)
    expect(readFileSync(join(unpacked, 'wire.png', name))).toEqual(readFileSync(join(folder, name)));
});

it.each(['hls', 'png'])('%s has a thumbnail and goes away as a whole', async (preset) => {
  const { id, url } = await recorded(preset, 3);
  expect(await ask(`/api/recordings/${id}/thumbnail`)).toMatchObject({
    status: 200,
    headers: { 'content-type': 'image/jpeg' },
  });
  expect(await ask(`/api/recordings/${id}`, AUTHORIZED, 'DELETE')).toMatchObject({ status: 204 });
  expect(await ask(url)).toMatchObject({ status: 404 });
  expect(await relay.files()).toEqual([]);
});

it('serves nothing else from folders', async () => {
  await recorded('png', 2);
  for (const folder of ['other', 'other.png']) {
    mkdirSync(relay.library.filePath(folder));
    writeFileSync(join(relay.library.filePath(folder), 'secret.txt'), 'not ours');
    writeFileSync(join(relay.library.filePath(folder), 'secret.json'), 'not ours');
  }
  for (const path of [
    'other',
    'other/secret.txt',
    'other.png/secret.json',
    'wire.png/',
    'wire.png/..',
    'wire.png/%2e%2e/wire.png.json',
    'wire.png/000000.png/x',
    'wire.png.part/000000.png',
    'wire.png/000002.png',
  ])
    expect([path, (await ask(`/recordings/${path}`)).status]).toEqual([path, 404]);
});

it('pictures that are being written cannot be fetched', async () => {
  const client = await WireClient.stream(relay, { presets: ['png'] });
  await client.sendFrames(10);
  await client.accepted();
  expect(await ask('/recordings/wire.png/000000.png')).toMatchObject({ status: 404 });
  expect(await ask('/recordings/wire.png')).toMatchObject({ status: 404 });
  await client.finish();
});

it.each(['apng', 'webp', 'gif'])('%s has a thumbnail, is served as what it is and goes away', async (preset) => {
  const { id, url, bytes } = await recorded(preset, 3);
  const file = await ask(url);
  expect(file.headers['content-type']).toBe(`image/${preset}`);
  expect(file.body.length).toBe(bytes);
  expect(await ask(`/api/recordings/${id}/thumbnail`)).toMatchObject({
    status: 200,
    headers: { 'content-type': 'image/jpeg' },
  });
  expect(await ask(`/api/recordings/${id}`, AUTHORIZED, 'DELETE')).toMatchObject({ status: 204 });
  expect(await relay.files()).toEqual([]);
});
