/** The worker's end of a connection whose socket a SharedWorker carries. */
import { SUBPROTOCOL } from '../../shared/wire/messages.ts';
import type { Carrier, FromCarrier, ToCarrier } from './carrier.ts';
import { type Connection, NOBODY } from './connection.ts';
import { holdLock } from './lock.ts';

/** What browsers say of a connection that ended without a word (RFC 6455, section 7.1.5). */
const ABNORMAL = 1006;

/** Connects to `url` by way of a carrier; undefined where that cannot be. Never rejects. */
export async function connectCarried(url: string, { port, lock }: Carrier): Promise<Connection | undefined> {
  // For as long as this worker lives.
  const ownLock = `reelay ${crypto.randomUUID()}`;
  const isHeld = await holdLock(ownLock).then(
    () => true,
    () => false,
  );
  if (!isHeld) return undefined;
  return new Promise((resolve) => {
    const post = (message: ToCarrier, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
    const connection: Connection = {
      events: NOBODY,
      // A view brings all of its buffer along.
      send: (message) => post(typeof message === 'string' ? message : message.slice()),
      sendBuffer: (buffer) => post(buffer, [buffer]),
      close: (code) => post({ type: 'close', code }),
    };
    const ended = (code: number, reason: string): void => {
      resolve(undefined);
      connection.events.closed(code, reason);
      connection.events = NOBODY;
      port.close();
    };
    port.onmessage = ({ data }: MessageEvent<FromCarrier>) => {
      if (typeof data === 'string') connection.events.message(data);
      else if (!('type' in data)) connection.events.returned(data);
      else if (data.type === 'opened') resolve(connection);
      else ended(data.code, data.reason);
    };
    post({ type: 'open', url, protocol: SUBPROTOCOL, lock: ownLock });
    navigator.locks.request(lock, () => ended(ABNORMAL, 'the worker that carried it is gone')).catch(() => undefined);
  });
}
