/**
 * What encodes in the browser: dist/web/encoded.js, which the relay serves to the worker of a recording that asks for it
 * (web/worker/load-encoded.ts). Most never do, and it would be a sixth of the recorder.
 */
export { EncodedSender } from './encoded-sender.ts';
export { encoderConfigs } from './support.ts';

/** Raised with each change of what the worker uses of this: a bundled recorder may be older than the relay. */
export const ENCODED_VERSION = 1;
