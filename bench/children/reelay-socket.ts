/** The relay's way from a socket to its pipeline, with a pipeline that accepts every frame at once and keeps nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { FRAME_HEADER_BYTES } from '../../shared/wire/frame.ts';
import { MAX_FRAME_BYTES } from '../../shared/wire/limits.ts';
import { decodeClientMessage, encodeRelayMessage, SUBPROTOCOL } from '../../shared/wire/messages.ts';
import type { Pipeline, PipelineOutcome } from '../../relay/pipeline/types.ts';
import { Streaming } from '../../relay/session/streaming.ts';
import { Take } from '../../relay/session/take.ts';
import { readSocketFrame } from '../../relay/transport/socket.ts';
import { FPS } from '../jobs.ts';
import { noEncoderPlan } from '../lib/no-encoder.ts';

const WIDTH = 1920;
const HEIGHT = 1080;

const plan = await noEncoderPlan(WIDTH, HEIGHT, [FPS, 1]);
const never = new Promise<PipelineOutcome>(() => undefined);
const pipeline: Pipeline = {
  pid: process.pid,
  commandLine: '',
  outcome: never,
  tail: [],
  encodedNs: 0,
  setCaps: () => undefined,
  write: (_frame, accepted) => accepted(),
  endOfStream: () => never,
  kill: () => never,
};

const take = new Take({
  start: {
    type: 'start',
    mode: 'offline',
    fps: [FPS, 1],
    preset: plan.preset,
    name: '',
    width: WIDTH,
    height: HEIGHT,
    quality: 'standard',
    agent: '',
  },
  plan,
  reservation: { id: '', file: '', partFile: '' },
  commandLine: '',
  writers: { relay: process.pid, pipeline: process.pid },
  versions: { reelay: '', gstreamer: '', node: process.version },
});

// The options are those of relay/server/server.ts.
const webSockets = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  maxPayload: FRAME_HEADER_BYTES + MAX_FRAME_BYTES,
  handleProtocols: () => SUBPROTOCOL,
});

const server = createServer();
server.on('upgrade', (request, socket, head) => {
  webSockets.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.binaryType = 'fragments';
    const streaming = new Streaming(pipeline, plan, take, (message) => webSocket.send(encodeRelayMessage(message)));
    webSocket.on('message', (data, isBinary) => {
      if (isBinary) {
        streaming.frame(readSocketFrame(data as Buffer[]));
        return;
      }
      const message = decodeClientMessage((data as Buffer).toString('utf8'));
      if (message.type === 'geometry') streaming.geometry(message);
    });
    streaming.grant();
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
