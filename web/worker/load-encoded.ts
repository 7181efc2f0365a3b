/** Loads what encodes in the browser from the relay, when a recording asks for it. */
import { ReelayError } from '../../shared/errors.ts';
import type * as encoded from './encoded/index.ts';

export type Encoded = typeof encoded;

/** The ENCODED_VERSION that this worker knows. */
const VERSION = 1;

/**
 * Rejects with ENCODED_UNAVAILABLE where the relay has another version of it, and with a TypeError where it cannot be reached.
 * @param sessionUrl address of the relay's capture connection, ws: or wss:
 */
export async function loadEncoded(sessionUrl: string): Promise<Encoded> {
  const { origin } = new URL(sessionUrl.replace(/^ws/, 'http'));
  const address = `${origin}/encoded.js`;
  const module = (await import(/* @vite-ignore */ address)) as Encoded;
  const found: number = module.ENCODED_VERSION;
  if (found !== VERSION) {
    const reason = `the relay has version ${found} of what encodes in the browser, and this recorder needs ${VERSION}`;
    throw new ReelayError('ENCODED_UNAVAILABLE', { reason });
  }
  return module;
}
