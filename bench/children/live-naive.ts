/** A live view that writes each picture to everybody without looking, as most examples do. The encoder is the relay's. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Converter } from '../../relay/pipeline/converter.ts';
import { JPEG_ELEMENTS } from '../lib/live-peers.ts';
import { atRate, COLOUR, drawFrame, FORMAT, HEIGHT, RATE, WIDTH } from '../lib/stamped-frames.ts';

const viewers = new Set<ServerResponse>();
const server = createServer((_request, response) => {
  response.removeHeader('Transfer-Encoding');
  response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=b', Connection: 'close' });
  viewers.add(response);
  response.on('close', () => viewers.delete(response));
});
const converter = new Converter({
  elements: JPEG_ELEMENTS,
  onFrame: ({ payload }) => {
    const head = Buffer.from(`--b\r\nContent-Type: image/jpeg\r\nContent-Length: ${payload.length}\r\n\r\n`);
    const part = Buffer.concat([head, payload, Buffer.from('\r\n')]);
    for (const viewer of viewers) viewer.write(part);
  },
});
const caps = { format: FORMAT, width: WIDTH, height: HEIGHT, colour: COLOUR, rate: [RATE, 1] } as const;
const durationNs = Math.floor(1e9 / RATE);
atRate((index) => converter.offer({ ptsNs: index * durationNs, durationNs, payload: [drawFrame(index)] }, caps));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port, pid: process.pid }));
