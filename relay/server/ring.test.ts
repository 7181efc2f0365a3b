/** Frames in a file that a page offers: what is believed of it, and what not (docs/PROTOCOL.md, rules 37 to 40). */
import { readdirSync, renameSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../shared/errors.ts';
import { decodeWithFfmpeg } from '../pipeline/testing/decode.ts';
import { SHARED_MEMORY } from '../system/shared-memory.ts';
import { type InProcessRelay, startRelay } from './testing/in-process.ts';
import { makeTestProfile, PageFile } from './testing/page-file.ts';
import { GEOMETRY, picture, START, WireClient } from './testing/wire-client.ts';

/** What this process has in shared memory. */
const left = (): string[] => readdirSync(SHARED_MEMORY).filter((name) => name.includes(`.${process.pid}.`));

/** Starts a recording that offers `file`, which the relay takes. */
async function share(relay: InProcessRelay, file: PageFile): Promise<WireClient> {
  const client = await WireClient.connect(relay);
  client.send({ ...START, presets: ['mkv-lossless'], ring: file.offer });
  const { ring } = await client.next('started');
  expect(ring?.proof).toBe(file.head.proof);
  await client.next('credit');
  file.grow();
  client.send(GEOMETRY);
  return client;
}

/** Sends `count` pictures through the file, each in the next slot when that is free. */
async function sendThroughFile(client: WireClient, file: PageFile, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    while (client.credit.frames <= index) await client.next('credit');
    file.write(index % 5, picture(index));
    client.sendSlot(index % 5);
  }
}

describe('a file that a page offers', () => {
  it.each([
    ['ring', SHARED_MEMORY],
    ['ring-read', tmpdir()],
  ])('is proven, taken and brings the pictures bit for bit: %s (rules 37 to 40)', async (transport, folder) => {
    const profile = makeTestProfile(folder);
    const relay = await startRelay({ profiles: [profile] });
    const file = new PageFile(profile);
    const client = await share(relay, file);
    await sendThroughFile(client, file, 20);
    // In between and again, in any order.
    while (client.credit.frames <= 20) await client.next('credit');
    client.sendRepeat();
    while (client.credit.frames <= 21) await client.next('credit');
    client.sendFrame({}, picture(21));
    expect(await client.finish()).toMatchObject({ type: 'finished', recording: { frames: 22, transport } });
    const pixels = decodeWithFfmpeg(path.join(relay.library.directory, 'wire.mkv'), 'rgba');
    const expected = [...Array.from({ length: 20 }, (_, index) => picture(index)), picture(19), picture(21)];
    expect(pixels.equals(Buffer.concat(expected))).toBe(true);
    expect(left()).toEqual([]);
  });

  it('serves once: whoever learns the nonce finds nothing by it (rule 38)', async () => {
    const profile = makeTestProfile(SHARED_MEMORY);
    const relay = await startRelay({ profiles: [profile] });
    const file = new PageFile(profile);
    const client = await share(relay, file);
    expect(file.head.nonce).toBe('00'.repeat(32));
    const thief = await WireClient.connect(relay);
    thief.send({ ...START, name: 'thief', ring: file.offer });
    expect(await thief.next('started')).not.toHaveProperty('ring');
    // Nor is there a file whose nonce is nothing.
    const other = await WireClient.connect(relay);
    other.send({ ...START, name: 'nothing', ring: { ...file.offer, nonce: '00'.repeat(32) } });
    expect(await other.next('started')).not.toHaveProperty('ring');
    await sendThroughFile(client, file, 2);
    expect(await client.finish()).toMatchObject({ type: 'finished', recording: { frames: 2, transport: 'ring' } });
  });

  it.each<[string, (file: PageFile, profile: string) => Partial<PageFile['offer']>]>([
    ['with a nonce that is in none', () => ({ nonce: 'ab'.repeat(32) })],
    ['that is longer', (file) => (file.grow(8192), {})],
    ['that is a link to one elsewhere', (file, profile) => (linkFile(file, profile), {})],
    ['in a folder that is a link', (file, profile) => (linkFolder(file, profile), {})],
    [
      'of another place in the profile',
      (file, profile) => (renameSync(file.path, path.join(profile, 'Default/Cookies')), {}),
    ],
  ])('is not found: one %s (rule 38)', async (_name, change) => {
    const profile = makeTestProfile(SHARED_MEMORY);
    const relay = await startRelay({ profiles: [profile] });
    const file = new PageFile(profile);
    const { nonce } = file.head;
    const offer = { ...file.offer, ...change(file, profile) };
    const client = await WireClient.connect(relay);
    client.send({ ...START, ring: offer });
    expect(await client.next('started')).not.toHaveProperty('ring');
    expect(file.head).toEqual({ nonce, proof: '00'.repeat(32) });
    expect(left()).toEqual([]);
  });

  it('is read nowhere but in profiles that the relay knows (rule 38)', async () => {
    const file = new PageFile(makeTestProfile(SHARED_MEMORY));
    const relay = await startRelay({ profiles: [makeTestProfile(SHARED_MEMORY)] });
    const client = await WireClient.connect(relay);
    client.send({ ...START, ring: file.offer });
    expect(await client.next('started')).not.toHaveProperty('ring');
  });

  it.each<[string, ErrorCode, (client: WireClient, file: PageFile) => void]>([
    ['the file has not', 'PROTOCOL_MALFORMED', (client) => client.sendSlot(5)],
    ['is not free', 'PROTOCOL_ORDER', (client) => [0, 1, 0].forEach((slot) => client.sendSlot(slot))],
    ['was cut off', 'PROTOCOL_MALFORMED', (client, file) => (file.grow(4096), client.sendSlot(0))],
  ])('does not let a frame lie in a slot that %s (rules 38 to 40)', async (_name, code, attack) => {
    const profile = makeTestProfile(SHARED_MEMORY);
    const relay = await startRelay({ profiles: [profile] });
    const file = new PageFile(profile);
    const client = await share(relay, file);
    await sendThroughFile(client, file, 5);
    await client.accepted();
    // The first of these is free: four are not the last one.
    attack(client, file);
    expect(await client.last()).toMatchObject({ type: 'failed', code });
    expect(left()).toEqual([]);
  });

  it('is not there for a page whose relay has not found it (rule 38)', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay);
    client.sendSlot(0);
    expect(await client.last()).toMatchObject({ type: 'failed', code: 'PROTOCOL_MALFORMED' });
  });

  it('is let go when its page leaves', async () => {
    const profile = makeTestProfile(SHARED_MEMORY);
    const relay = await startRelay({ profiles: [profile] });
    const file = new PageFile(profile);
    const client = await share(relay, file);
    await sendThroughFile(client, file, 3);
    await client.accepted();
    expect(left()).not.toEqual([]);
    client.socket.terminate();
    expect((await relay.event('ended')).sidecar).toMatchObject({ state: 'finished', frames: 3, transport: 'ring' });
    await relay.server.stop();
    expect(left()).toEqual([]);
  });
});

function linkFile(file: PageFile, profile: string): void {
  const elsewhere = path.join(profile, 'elsewhere');
  renameSync(file.path, elsewhere);
  symlinkSync(elsewhere, file.path);
}

function linkFolder(file: PageFile, profile: string): void {
  const folder = path.dirname(file.path);
  const elsewhere = path.join(profile, 'elsewhere');
  renameSync(folder, elsewhere);
  symlinkSync(elsewhere, folder);
}
