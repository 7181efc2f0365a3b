/** Undoes the masking of what a browser sends (RFC 6455, section 5.3), by native code where there is some. */
import * as http from 'node:http';

/** Unmasks `bytes` in place by the four bytes of `mask`, the first byte by the first. */
export type Unmask = (bytes: Uint8Array, mask: Uint8Array) => void;

/** What does it where nothing native is there; takes some ten times as long. */
export const unmaskByHand: Unmask = (bytes, mask) => {
  for (let index = 0; index < bytes.byteLength; index++) {
    bytes[index] = (bytes[index] as number) ^ (mask[index & 3] as number);
  }
};

/** Optional: the name is a variable, so that nothing demands it. */
const NATIVE_PACKAGE: string = 'bufferutil';

async function findUnmask(): Promise<Unmask> {
  // Newer versions of Node bring it themselves.
  if ('websocketUnmask' in http) return http.websocketUnmask as Unmask;
  try {
    const { default: native } = (await import(NATIVE_PACKAGE)) as { default: { unmask: Unmask } };
    return native.unmask;
  } catch {
    return unmaskByHand;
  }
}

/** The fastest there is. */
export const unmask: Unmask = await findUnmask();
