/** Frames that come as one binary WebSocket message each. */
import { decodeFrameHeader, FRAME_HEADER_BYTES, type FrameHeader } from '../../shared/wire/frame.ts';

/** A frame as a session sees it, whatever way it came. */
export interface IncomingFrame {
  readonly header: FrameHeader;
  /** Pixels, in the pieces in which they came. */
  readonly payload: readonly Uint8Array[];
}

/**
 * Reads a frame from the fragments of one message without joining them. Throws ProtocolError.
 * Source: docs/PROTOCOL.md, rules 14 to 19.
 */
export function readSocketFrame(fragments: readonly Uint8Array[]): IncomingFrame {
  const messageBytes = fragments.reduce((sum, fragment) => sum + fragment.byteLength, 0);
  const header = decodeFrameHeader(leadingBytes(fragments), messageBytes);
  return { header, payload: withoutLeading(fragments, FRAME_HEADER_BYTES) };
}

/** The first bytes of the message, copied only where the first fragment is shorter than the header. */
function leadingBytes(fragments: readonly Uint8Array[]): Uint8Array {
  const first = fragments[0];
  if (first && first.byteLength >= FRAME_HEADER_BYTES) return first;
  const bytes: number[] = [];
  for (const fragment of fragments) {
    bytes.push(...fragment.subarray(0, FRAME_HEADER_BYTES - bytes.length));
    if (bytes.length >= FRAME_HEADER_BYTES) break;
  }
  return Uint8Array.from(bytes);
}

function withoutLeading(fragments: readonly Uint8Array[], count: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = count;
  for (const fragment of fragments) {
    if (fragment.byteLength > skip) rest.push(skip > 0 ? fragment.subarray(skip) : fragment);
    skip = Math.max(0, skip - fragment.byteLength);
  }
  return rest;
}
