/** Opens the way for frames to the relay: through a file of the browser's where both are on one machine, else over the socket. */
import { isLoopback } from '../../shared/loopback.ts';
import type { CodecName } from '../../shared/media/codecs.ts';
import type { StartMessage } from '../../shared/wire/messages.ts';
import type { Carrier } from './carrier.ts';
import { Ring } from './ring.ts';
import { openSocket } from './socket.ts';
import type { Transport, TransportEvents } from './transport.ts';

/** `auto`: the best way there is. `socket`: no file is written. `encoded`: as the browser's encoder makes them. */
export const TRANSPORT_CHOICES = ['auto', 'socket', 'encoded'] as const;
export type TransportChoice = (typeof TRANSPORT_CHOICES)[number];

interface TransportRequest {
  /** Of the relay's capture connection, ws: or wss:, token included. */
  readonly url: string;
  readonly start: StartMessage;
  readonly transport: TransportChoice;
  /** Codecs in which frames can come, the preferred one first; for `encoded`. */
  readonly codecs?: readonly CodecName[];
  /** A SharedWorker that can carry the socket. */
  readonly carrier: Carrier | undefined;
}

const BYTES_PER_PIXEL = 4;

/** Connects and sends `start`. Rejects where there is no connection. */
export async function openTransport(request: TransportRequest, events: TransportEvents): Promise<Transport> {
  const { url, start, transport: choice, codecs = [], carrier } = request;
  // Another machine's relay has no use for a file here.
  const isTried = choice === 'auto' && isLoopback(new URL(url).hostname);
  const ring = isTried ? await Ring.make(start.width * start.height * BYTES_PER_PIXEL) : undefined;
  try {
    const transport = await openSocket(url, events, carrier, ring);
    transport.control({
      ...start,
      ...(ring ? { ring: ring.offer } : {}),
      ...(choice === 'encoded' ? { encoded: { codecs } } : {}),
    });
    return transport;
  } catch (error) {
    await ring?.close();
    throw error;
  }
}
