/** One capture connection, from its greeting to its end. The only owner of its socket, its pipeline and its take. */
import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { closeCode, ProtocolError, ReelayError, toReelayError } from '../../shared/errors.ts';
import { MAX_CONTROL_BYTES, MAX_FRAME_BYTES } from '../../shared/wire/limits.ts';
import {
  type ClientMessage,
  decodeClientMessage,
  encodeRelayMessage,
  type RelayMessage,
  type StartMessage,
} from '../../shared/wire/messages.ts';
import { openPipeline } from '../pipeline/pipeline.ts';
import { planPipeline } from '../pipeline/presets.ts';
import type { Pipeline, PipelinePlan } from '../pipeline/types.ts';
import type { Reservation } from '../recordings/library.ts';
import { readSocketFrame } from '../transport/socket.ts';
import { conclude } from './conclude.ts';
import type { SessionContext } from './context.ts';
import { watchPeer } from './heartbeat.ts';
import { checkFrameCount, Streaming } from './streaming.ts';
import { report, Take } from './take.ts';

/** How long a peer may take to answer a close before its socket is cut. */
const CLOSE_PATIENCE_MS = 3_000;
const MAX_BUFFERED_CONTROL_BYTES = 64 * 1024;

/** What a recording session holds while it streams and drains. */
interface Recording {
  readonly plan: PipelinePlan;
  readonly reservation: Reservation;
  readonly pipeline: Pipeline;
  readonly take: Take;
  readonly streaming: Streaming;
  stopTimers(): void;
}

type State =
  | { readonly name: 'greeting' }
  | { readonly name: 'opening' }
  | ({ readonly name: 'streaming' } & Recording)
  | { readonly name: 'draining' }
  | { readonly name: 'ended' };

export class Session {
  /** Settles when the session's file is closed and its socket let go. Never rejects. */
  readonly ended: Promise<void>;
  readonly #webSocket: WebSocket;
  readonly #context: SessionContext;
  readonly #stopWatching: () => void;
  readonly #greetingTimer: NodeJS.Timeout;
  #state: State = { name: 'greeting' };
  /** A cause of failure that came while the pipeline was being opened. */
  #failedOpening: ReelayError | undefined;
  #resolveEnded: () => void = () => undefined;

  constructor(webSocket: WebSocket, socket: Socket, context: SessionContext) {
    this.#webSocket = webSocket;
    this.#context = context;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    // A large frame stays in the pieces in which it came: joining one costs more than decoding it.
    webSocket.binaryType = 'fragments';
    webSocket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    webSocket.on('close', () => this.fail(new ReelayError('CONNECTION_LOST', { cause: 'the page closed it' })));
    webSocket.on('error', (error) => this.fail(socketError(error)));
    this.#stopWatching = watchPeer(webSocket, socket, context.times, (error) => this.fail(error));
    const { greetingMs } = context.times;
    this.#greetingTimer = setTimeout(() => {
      if (this.#state.name === 'greeting')
        this.fail(new ReelayError('GREETING_TIMEOUT', { seconds: greetingMs / 1000 }));
    }, greetingMs);
  }

  /** Ends the session because of `cause`; what was recorded is kept. The first cause wins. */
  fail(cause: ReelayError): void {
    if (this.#state.name === 'opening') {
      this.#failedOpening ??= cause;
    } else if (this.#state.name === 'streaming') {
      void this.#drain(this.#state, cause);
    } else if (this.#state.name === 'greeting') {
      this.#refuse(cause);
    }
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#state.name === 'draining' || this.#state.name === 'ended') return;
    try {
      if (isBinary) this.#frame(data as Buffer[]);
      else this.#act(decodeClientMessage(controlText(data)));
    } catch (error) {
      this.fail(toReelayError(error));
    }
  }

  #frame(fragments: Buffer[]): void {
    if (this.#state.name !== 'streaming') throw outOfTurn('a frame', this.#state);
    this.#state.streaming.frame(readSocketFrame(fragments));
  }

  #act(message: ClientMessage): void {
    if (message.type === 'start') {
      if (this.#state.name !== 'greeting') throw outOfTurn('start', this.#state);
      this.#state = { name: 'opening' };
      clearTimeout(this.#greetingTimer);
      void this.#open(message);
      return;
    }
    if (this.#state.name !== 'streaming') throw outOfTurn(message.type, this.#state);
    const { streaming, take } = this.#state;
    switch (message.type) {
      case 'geometry':
        streaming.geometry(message);
        break;
      case 'drop':
        take.addGap(streaming.receivedFrames, message);
        break;
      case 'pause':
        take.pause(message.atNs);
        break;
      case 'resume':
        take.resume();
        break;
      case 'finish':
        checkFrameCount(message.frames, streaming.receivedFrames);
        take.warn(...message.warnings);
        void this.#drain(this.#state, undefined);
        break;
    }
  }

  async #open(start: StartMessage): Promise<void> {
    const { library, presets, installed } = this.#context;
    let reservation: Reservation | undefined;
    try {
      const request = { ...start, rate: start.fps, alpha: start.alpha, bitrate: start.bitrate };
      const plan = planPipeline(request, presets, installed);
      reservation = await library.reserve(start.name, plan.extension);
      const pipeline = await openPipeline(plan, { directory: library.directory, fileName: reservation.partFile });
      this.#stream(start, plan, reservation, pipeline);
    } catch (error) {
      if (reservation) await library.discard(reservation.file).catch(() => undefined);
      this.#refuse(this.#failedOpening ?? toReelayError(error));
    }
  }

  #stream(start: StartMessage, plan: PipelinePlan, reservation: Reservation, pipeline: Pipeline): void {
    const { version, installed, library } = this.#context;
    const take = new Take({
      start,
      plan,
      reservation,
      commandLine: pipeline.commandLine,
      writers: { relay: process.pid, pipeline: pipeline.pid },
      versions: { reelay: version, gstreamer: installed.version, node: process.version },
    });
    const streaming = new Streaming(pipeline, plan, take, (message) => this.#send(message));
    const stopTimers = this.#startTimers(streaming, take, reservation);
    this.#state = { name: 'streaming', plan, reservation, pipeline, take, streaming, stopTimers };
    this.#context.observe({ type: 'started', sidecar: take.sidecar() });
    void pipeline.outcome.then((outcome) => {
      if (outcome.kind === 'failed') this.fail(outcome.error);
    });
    void library.save(take.sidecar()).catch((error: unknown) => this.fail(toReelayError(error)));
    const { width, height, alpha, warnings } = plan;
    this.#send({ type: 'started', id: reservation.id, alpha, width, height, maxFrameBytes: MAX_FRAME_BYTES, warnings });
    streaming.grant();
    if (this.#failedOpening) this.fail(this.#failedOpening);
  }

  #startTimers(streaming: Streaming, take: Take, { id, file }: Reservation): () => void {
    const { library, times } = this.#context;
    const progress = setInterval(() => {
      this.#context.observe({ type: 'progress', id, frames: take.frames });
      void library.partBytes(file).then((bytes) => {
        if (this.#webSocket.bufferedAmount > MAX_BUFFERED_CONTROL_BYTES) return;
        this.#send({ type: 'progress', acceptedFrames: take.frames, encodedFrames: streaming.encodedFrames, bytes });
      });
    }, times.progressMs);
    const saving = setInterval(() => {
      if (this.#state.name !== 'streaming') return;
      void library.save(take.sidecar()).catch((error: unknown) => this.fail(toReelayError(error)));
    }, times.sidecarMs);
    return () => {
      clearInterval(progress);
      clearInterval(saving);
    };
  }

  async #drain(recording: Recording, cause: ReelayError | undefined): Promise<void> {
    const { pipeline, streaming, reservation } = recording;
    this.#state = { name: 'draining' };
    const { receivedFrames } = streaming;
    const { error, sidecar } = await conclude({ ...recording, receivedFrames, library: this.#context.library, cause });
    recording.stopTimers();
    const pipelineTail = error?.code.startsWith('PIPELINE') ? pipeline.tail : [];
    this.#context.observe({ type: 'ended', id: reservation.id, sidecar, error, pipelineTail });
    if (error) {
      const kept = sidecar?.state === 'finished' ? { recording: report(sidecar) } : {};
      this.#end({ type: 'failed', code: error.code, message: error.message, remedy: error.remedy, ...kept });
    } else if (sidecar) {
      this.#end({ type: 'finished', recording: report(sidecar) });
    }
  }

  #refuse(error: ReelayError): void {
    this.#context.observe({ type: 'refused', error });
    this.#end({ type: 'failed', code: error.code, message: error.message, remedy: error.remedy });
  }

  #end(last: Extract<RelayMessage, { type: 'finished' | 'failed' }>): void {
    this.#state = { name: 'ended' };
    clearTimeout(this.#greetingTimer);
    this.#stopWatching();
    this.#send(last);
    const code = last.type === 'finished' ? 1000 : closeCode(last.code);
    this.#webSocket.close(code, last.type === 'finished' ? 'FINISHED' : last.code);
    const cut = setTimeout(() => this.#webSocket.terminate(), CLOSE_PATIENCE_MS);
    cut.unref();
    this.#webSocket.once('close', () => clearTimeout(cut));
    this.#resolveEnded();
  }

  #send(message: RelayMessage): void {
    if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#webSocket.send(encodeRelayMessage(message));
  }
}

function controlText(data: RawData): string {
  const bytes = data as Buffer;
  if (bytes.byteLength > MAX_CONTROL_BYTES) {
    throw new ProtocolError('PROTOCOL_MALFORMED', {
      reason: `a control message has ${bytes.byteLength} bytes, over ${MAX_CONTROL_BYTES}`,
    });
  }
  return bytes.toString('utf8');
}

function outOfTurn(what: string, state: State): ProtocolError {
  return new ProtocolError('PROTOCOL_ORDER', { reason: `${what} came while the session was ${state.name}` });
}

function socketError(error: Error): ReelayError {
  const isTooLarge = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
  if (isTooLarge) return new ProtocolError('FRAME_TOO_LARGE', { bytes: 'more', limit: MAX_FRAME_BYTES });
  if ('code' in error && String(error.code).startsWith('WS_ERR_')) {
    return new ProtocolError('PROTOCOL_MALFORMED', { reason: error.message }, { cause: error });
  }
  return new ReelayError('CONNECTION_LOST', { cause: error.message }, { cause: error });
}
