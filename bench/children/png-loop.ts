/**
 * The server of a loop as motion-canvas has it: takes pages' frames as PNG in base64, feeds FFmpeg, and says when each has
 * been taken. Arguments: file, rate, bits per second. The file is that of the last page.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

const [file = '', rate = '', bitrate = ''] = process.argv.slice(2);

const MAX_PAYLOAD_BYTES = 256 * 1024 * 1024;

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: MAX_PAYLOAD_BYTES });
server.on('connection', (socket) => {
  serve(socket).catch((error: unknown) => socket.close(1011, String(error).slice(0, 100)));
});
await once(server, 'listening');
process.send?.(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`);

async function serve(socket: WebSocket): Promise<void> {
  const input = ['-f', 'image2pipe', '-framerate', rate, '-i', 'pipe:0'];
  const output = [
    '-c:v',
    'libx264',
    '-b:v',
    bitrate,
    '-pix_fmt',
    'yuv420p',
    '-movflags',
    '+faststart',
    '-f',
    'mp4',
    file,
  ];
  const ffmpeg = spawn('ffmpeg', ['-v', 'error', '-y', ...input, ...output], { stdio: ['pipe', 'ignore', 'inherit'] });
  const closed = once(ffmpeg, 'close');
  socket.send('ready');
  // One is in flight at a time: none comes while nobody waits for it.
  for (;;) {
    const [data] = (await once(socket, 'message')) as [Buffer];
    const text = data.toString('latin1');
    if (text === 'end') break;
    await write(ffmpeg.stdin, Buffer.from(text.slice(text.indexOf(',') + 1), 'base64'));
    socket.send('taken');
  }
  ffmpeg.stdin.end();
  await closed;
  socket.send('finished');
}

async function write(stream: Writable, bytes: Buffer): Promise<void> {
  if (!stream.write(bytes)) await once(stream, 'drain');
}
