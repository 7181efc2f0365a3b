/** Notices a peer that went away without closing: a machine asleep, a cable out. */
import type { Socket } from 'node:net';

/** Of a WebSocket what is used here. By itself, so that programs that use the package need no types of `ws`. */
interface Pinged {
  readonly readyState: number;
  readonly OPEN: number;
  ping(): void;
}

/** How often a peer is asked, and how long it may say nothing, milliseconds. */
export interface HeartbeatTimes {
  readonly pingMs: number;
  readonly silentMs: number;
}

/**
 * Pings the peer and calls `onSilent` once when no byte came for `silentMs`. Every byte counts as a sign of
 * life, so a large frame under way over a slow line is no silence. Returns what stops it.
 */
export function watchPeer(
  webSocket: Pinged,
  socket: Socket,
  { pingMs, silentMs }: HeartbeatTimes,
  onSilent: () => void,
): () => void {
  let bytesSeen = socket.bytesRead;
  let lastSign = performance.now();
  const timer = setInterval(() => {
    if (socket.bytesRead !== bytesSeen) {
      bytesSeen = socket.bytesRead;
      lastSign = performance.now();
    } else if (performance.now() - lastSign >= silentMs) {
      clearInterval(timer);
      onSilent();
      return;
    }
    if (webSocket.readyState === webSocket.OPEN) webSocket.ping();
  }, pingMs);
  timer.unref();
  return () => clearInterval(timer);
}
