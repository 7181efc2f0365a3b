/** Live views over HTTP: real sockets, real encoders, real senders. */
import { describe, expect, it } from 'vitest';
import { jpegSize } from '../taps/live/jpeg-size.ts';
import { startRelay, TOKEN } from './testing/in-process.ts';
import { http, START, WireClient } from './testing/wire-client.ts';

const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` } as const;

describe('a recording', () => {
  it('can be watched while it runs: one picture, its description, and nothing after its end', async () => {
    const relay = await startRelay();
    const page = await WireClient.stream(relay, { name: 'Ä <b>' });
    await page.sendFrames(2);
    const { live } = JSON.parse((await http(relay.port, '/api/live', { headers: AUTHORIZED })).body.toString());
    expect(live).toMatchObject([{ kind: 'recording', name: 'Ä <b>', width: START.width, height: START.height }]);
    const { id } = live[0];
    const picture = await http(relay.port, `/live/${id}.jpg?size=thumb`, { headers: AUTHORIZED });
    expect(picture).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } });
    expect(jpegSize(picture.body)).toEqual({ width: START.width, height: START.height });
    await page.finish();
    expect(await http(relay.port, `/live/${id}.jpg`, { headers: AUTHORIZED })).toMatchObject({
      status: 404,
      code: 'LIVE_UNKNOWN',
    });
  });
});
