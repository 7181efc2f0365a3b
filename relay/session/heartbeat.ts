/** Notices a peer that went away without closing: a machine asleep, a cable out. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { ReelayError } from '../../shared/errors.ts';
import type { SessionTimes } from './context.ts';

/**
 * Pings the peer and calls `onSilent` once when no byte came for `times.silentMs`. Every byte counts as a sign of
 * life, so a large frame under way over a slow line is no silence. Returns what stops it.
 */
export function watchPeer(
  webSocket: WebSocket,
  socket: Socket,
  times: SessionTimes,
  onSilent: (error: ReelayError) => void,
): () => void {
  let bytesSeen = socket.bytesRead;
  let lastSign = performance.now();
  const timer = setInterval(() => {
    if (socket.bytesRead !== bytesSeen) {
      bytesSeen = socket.bytesRead;
      lastSign = performance.now();
    } else if (performance.now() - lastSign >= times.silentMs) {
      clearInterval(timer);
      onSilent(new ReelayError('PEER_SILENT', { seconds: Math.round(times.silentMs / 1000) }));
      return;
    }
    if (webSocket.readyState === webSocket.OPEN) webSocket.ping();
  }, times.pingMs);
  timer.unref();
  return () => clearInterval(timer);
}
