/** GStreamer's own: multipartmux into tcpserversink, which has a policy for slow clients. The encoder is the relay's. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Feeder } from '../../relay/pipeline/feeder.ts';
import { GDP_SOURCE } from '../../relay/pipeline/source.ts';
import { JPEG_ELEMENTS } from '../lib/live-peers.ts';
import { atRate, COLOUR, drawFrame, FORMAT, HEIGHT, RATE, WIDTH } from '../lib/stamped-frames.ts';

/** tcpserversink cannot tell which port it was given. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const port = await freePort();
// A client that is more than six buffers behind (a picture is two: its header and itself) goes on with the latest.
const sink = `tcpserversink host=127.0.0.1 port=${port} sync=false buffers-soft-max=6 recover-policy=latest`;
const elements = [...GDP_SOURCE, ...JPEG_ELEMENTS, ...`! multipartmux boundary=b ! ${sink}`.split(' ')];
const child = spawn('gst-launch-1.0', ['-q', '--', ...elements], { stdio: ['pipe', 'ignore', 'inherit'] });
const feeder = new Feeder(child.stdin, (error) => {
  throw error;
});
feeder.setCaps({ format: FORMAT, width: WIDTH, height: HEIGHT, colour: COLOUR, rate: [RATE, 1] });
const durationNs = Math.floor(1e9 / RATE);
let isFirst = true;
atRate((index) => {
  feeder.write({ ptsNs: index * durationNs, durationNs, payload: [drawFrame(index)] }, () => {
    // The first picture went through: it listens.
    if (isFirst) process.send?.({ port, pid: child.pid });
    isFirst = false;
  });
});
