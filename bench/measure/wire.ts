/** What encoding and decoding costs on the wire's two ends, without any pixel. */
import { gdpFrameHeader } from '../../shared/media/gdp.ts';
import { decodeFrameHeader, encodeFrameHeader, FRAME_HEADER_BYTES } from '../../shared/wire/frame.ts';
import { decodeRelayMessage, encodeRelayMessage } from '../../shared/wire/messages.ts';
import type { Row } from '../row.ts';

const CALLS = 200_000;
const NS_PER_MS = 1e6;

const header = {
  kind: 'pixels',
  sequence: 123_456,
  ptsNs: 2_057_600_000_000,
  durationNs: 16_666_667,
  geometryId: 3,
  payloadBytes: 8_294_400,
} as const;
const bytes = new Uint8Array(FRAME_HEADER_BYTES);
encodeFrameHeader(header, bytes);
const credit = { type: 'credit', frames: 123_460, bytes: 1_024_000_000_000 } as const;
const creditText = encodeRelayMessage(credit);

const OPERATIONS: readonly (readonly [id: string, title: string, call: () => unknown])[] = [
  ['header-encode', 'Frame header, encode', () => encodeFrameHeader(header, bytes)],
  [
    'header-decode',
    'Frame header, decode and check',
    () => decodeFrameHeader(bytes, FRAME_HEADER_BYTES + header.payloadBytes),
  ],
  ['credit-encode', 'Credit message, encode', () => encodeRelayMessage(credit)],
  ['credit-decode', 'Credit message, decode and check', () => decodeRelayMessage(creditText)],
  ['gdp-header', 'GDP header, encode', () => gdpFrameHeader(header.ptsNs, header.durationNs, header.payloadBytes)],
];

export function wireRows(): Row[] {
  return OPERATIONS.map(([id, title, call]) => ({
    id: `wire/${id}`,
    title,
    unit: 'ns',
    measure() {
      repeat(call); // compiled by now
      const startedMs = performance.now();
      repeat(call);
      return Promise.resolve({ value: ((performance.now() - startedMs) / CALLS) * NS_PER_MS });
    },
  }));
}

/** Results are kept until the end: what nobody reads would not be computed. */
function repeat(call: () => unknown): void {
  let last: unknown;
  for (let index = 0; index < CALLS; index++) last = call();
  if (last === call) throw new Error('unreachable');
}
