/**
 * The lower bound for any receiver: a TCP server that does the WebSocket handshake, throws the bytes away unread, and
 * sends credit by their count.
 */
import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { FRAME_HEADER_BYTES } from '../../shared/wire/frame.ts';
import { CREDIT_WINDOW_FRAMES } from '../../shared/wire/limits.ts';

/** RFC 6455, section 1.3. */
const KEY_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT_FRAME = 0x81;

const messageBytes = FRAME_HEADER_BYTES + Number(process.argv[2]);

const server = createServer((socket) => {
  socket.once('data', (request) => {
    const key = /^sec-websocket-key: *(\S+)/im.exec(request.toString('latin1'))?.[1] ?? '';
    const accept = createHash('sha1')
      .update(key + KEY_SUFFIX)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    count(socket);
  });
  socket.on('error', () => socket.destroy());
});

/** WebSocket framing adds some hundredths of a per cent, so that credit comes a little early in the end, never late. */
function count(socket: Socket): void {
  let bytes = 0;
  let messages = 0;
  grant(socket, messages);
  socket.on('data', (chunk) => {
    bytes += chunk.byteLength;
    while (bytes >= (messages + 1) * messageBytes) grant(socket, ++messages);
  });
}

function grant(socket: Socket, messages: number): void {
  const text = String(messages + CREDIT_WINDOW_FRAMES);
  socket.write(Buffer.from([TEXT_FRAME, text.length, ...Buffer.from(text)]));
}

server.listen(0, '127.0.0.1', () => {
  process.send?.(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
