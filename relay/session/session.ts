/** One capture connection, from its greeting to its end. The only owner of its socket, its outputs and its take. */
import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { closeCode, ProtocolError, ReelayError, toReelayError } from '../../shared/errors.ts';
import { FRAME_HEADER_BYTES } from '../../shared/wire/frame.ts';
import {
  MAX_CONTROL_BYTES,
  MAX_ERROR_TEXT_LENGTH,
  MAX_FRAME_BYTES,
  MAX_PROGRESS_WARNINGS,
  MAX_WARNING_LENGTH,
} from '../../shared/wire/limits.ts';
import {
  type ClientMessage,
  decodeClientMessage,
  encodeRelayMessage,
  type RecordingReport,
  type RelayMessage,
  type StartMessage,
} from '../../shared/wire/messages.ts';
import { malformed } from '../../shared/wire/schema.ts';
import { type JudgeMessage, MessageWatch } from '../transport/message-watch.ts';
import { readSocketFrame } from '../transport/socket.ts';
import type { Conclusion } from './conclude.ts';
import type { SessionContext } from './context.ts';
import { watchPeer } from './heartbeat.ts';
import { fitted, type LastWord } from './last-word.ts';
import type { Outputs, OutputsListener } from './outputs.ts';
import { controlText, outOfTurn, socketError } from './reading.ts';
import { openRecording, type Recording, startedMessage } from './recording.ts';
import { report } from './report.ts';
import { checkFrameCount } from './streaming.ts';

const MAX_BUFFERED_CONTROL_BYTES = 64 * 1024;

type StreamingState = Recording & {
  readonly name: 'streaming';
  readonly listener: OutputsListener;
  stopTimers(): void;
};
type State = { readonly name: 'greeting' | 'opening' | 'draining' | 'ended' } | StreamingState;

export class Session {
  /** Settles when the session's file is closed and its socket let go. Never rejects. */
  readonly ended: Promise<void>;
  readonly #webSocket: WebSocket;
  readonly #socket: Socket;
  readonly #context: SessionContext;
  readonly #stopHeartbeat: () => void;
  readonly #greetingTimer: NodeJS.Timeout;
  #state: State = { name: 'greeting' };
  /** A cause of failure that came while the pipeline was being opened. */
  #failedOpening: ReelayError | undefined;
  #resolveEnded: () => void = () => undefined;
  /** The peer broke a rule, and nothing more is taken from it, its answer to a close included. */
  #isDeaf = false;

  constructor(webSocket: WebSocket, socket: Socket, context: SessionContext) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#context = context;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    // A large frame stays in the pieces in which it came: joining one costs more than decoding it.
    webSocket.binaryType = 'fragments';
    webSocket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    webSocket.on('close', () => this.fail(new ReelayError('CONNECTION_LOST', { cause: 'the page closed it' })));
    webSocket.on('error', (error) => this.fail(socketError(error)));
    this.#watchMessages();
    this.#stopHeartbeat = watchPeer(webSocket, socket, context.times, (error) => this.fail(error));
    const { greetingMs } = context.times;
    this.#greetingTimer = setTimeout(() => {
      if (this.#state.name === 'greeting')
        this.fail(new ReelayError('GREETING_TIMEOUT', { seconds: greetingMs / 1000 }));
    }, greetingMs);
  }

  /** True once it holds neither a pipeline nor a name: only its last word may still be under way. */
  get isOver(): boolean {
    return this.#state.name === 'ended';
  }

  /** Ends the session because of `cause`; what was recorded is kept. The first cause wins. */
  fail(cause: ReelayError): void {
    if (cause instanceof ProtocolError) this.#stopListening();
    if (this.#state.name === 'opening') {
      this.#failedOpening ??= cause;
    } else if (this.#state.name === 'streaming') {
      this.#own(this.#drain(this.#state, cause));
    } else if (this.#state.name === 'greeting') {
      this.#refuse(cause);
    }
  }

  /** Judges each message by its header, ahead of the library, which would first collect all of it. */
  #watchMessages(): void {
    const watch = new MessageWatch(this.#judge);
    this.#socket.prependListener('data', (chunk: Buffer) => {
      try {
        watch.read(chunk);
      } catch (error) {
        this.#stopListening();
        // It still has this chunk. Messages that came whole in it are acted on first.
        process.nextTick(() => this.fail(toReelayError(error)));
      }
    });
  }

  /** The library, which would keep them, hears nothing of the bytes to come: they are thrown away (rule 30). */
  #stopListening(): void {
    this.#socket.removeAllListeners('data');
    this.#isDeaf = true;
  }

  readonly #judge: JudgeMessage = ({ isBinary, bytes }) => {
    if (!isBinary) {
      if (bytes > MAX_CONTROL_BYTES) throw malformed(`a control message has ${bytes} bytes, over ${MAX_CONTROL_BYTES}`);
    } else if (this.#state.name === 'greeting' || this.#state.name === 'opening') {
      throw outOfTurn('a frame', this.#state.name);
    } else if (bytes > FRAME_HEADER_BYTES + MAX_FRAME_BYTES) {
      throw new ProtocolError('FRAME_TOO_LARGE', { bytes, limit: MAX_FRAME_BYTES });
    }
  };

  /** What is not foreseen ends this session, not the relay with all the others. */
  #own(work: Promise<void>): void {
    work.catch((error: unknown) => {
      const { message, cause } = toReelayError(error);
      const unforeseen = new ReelayError('INTERNAL', { cause: message }, { cause: cause ?? error });
      if (this.#state.name === 'streaming') this.fail(unforeseen);
      else this.#refuse(unforeseen);
    });
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
    if (this.#state.name !== 'streaming') throw outOfTurn('a frame', this.#state.name);
    this.#state.streaming.frame(readSocketFrame(fragments));
  }

  #act(message: ClientMessage): void {
    if (message.type === 'start') {
      if (this.#state.name !== 'greeting') throw outOfTurn('start', this.#state.name);
      this.#state = { name: 'opening' };
      clearTimeout(this.#greetingTimer);
      this.#own(this.#open(message));
      return;
    }
    if (this.#state.name !== 'streaming') throw outOfTurn(message.type, this.#state.name);
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
        this.#own(this.#drain(this.#state, undefined));
        break;
    }
  }

  async #open(start: StartMessage): Promise<void> {
    let recording: Recording;
    try {
      recording = await openRecording(start, this.#context, (message, sent) => this.#send(message, sent));
    } catch (error) {
      this.#refuse(this.#failedOpening ?? toReelayError(error));
      return;
    }
    this.#stream(recording);
    if (this.#failedOpening) this.fail(this.#failedOpening);
  }

  #stream(recording: Recording): void {
    const { outputs, take, streaming } = recording;
    const news: string[] = [];
    const listener = this.#listenTo(outputs, news);
    this.#state = { name: 'streaming', ...recording, listener, stopTimers: this.#startTimers(recording, news) };
    for (const output of outputs.all) this.#context.observe({ type: 'started', sidecar: output.sidecar(take) });
    outputs.watch(() => streaming.receivedFrames, listener);
    this.#save(outputs);
    this.#send(startedMessage(recording));
    streaming.grant();
  }

  /** @param news takes the warnings that the page has not been told yet */
  #listenTo(outputs: Outputs, news: string[]): OutputsListener {
    return {
      warned: (output, warning) => {
        news.push(outputs.named(output, warning).slice(0, MAX_WARNING_LENGTH));
        this.#context.observe({ type: 'warned', file: output.reservation.file, warning });
      },
      ended: ({ output, error, sidecar }) => {
        const pipelineTail = error?.code.startsWith('PIPELINE') ? output.pipeline.tail : [];
        this.#context.observe({ type: 'ended', id: output.reservation.id, sidecar, error, pipelineTail });
      },
      broken: (cause) => this.fail(cause),
    };
  }

  #startTimers({ id, outputs, take, disk }: Recording, news: string[]): () => void {
    const { times } = this.#context;
    const progress = setInterval(() => {
      this.#context.observe({ type: 'progress', id, frames: take.frames });
      void outputs.bytes().then((bytes) => {
        disk.look(bytes).catch((error: unknown) => this.fail(toReelayError(error)));
        if (this.#webSocket.bufferedAmount > MAX_BUFFERED_CONTROL_BYTES) return;
        const warnings = news.splice(0, MAX_PROGRESS_WARNINGS);
        const { encodedFrames } = outputs;
        this.#send({ type: 'progress', acceptedFrames: take.frames, encodedFrames, bytes, warnings });
      });
    }, times.progressMs);
    const saving = setInterval(() => {
      if (this.#state.name === 'streaming') this.#save(outputs);
    }, times.sidecarMs);
    return () => {
      clearInterval(progress);
      clearInterval(saving);
    };
  }

  #save(outputs: Outputs): void {
    outputs.save().catch((error: unknown) => this.fail(toReelayError(error)));
  }

  async #drain(recording: StreamingState, cause: ReelayError | undefined): Promise<void> {
    const { outputs, streaming, taps, listener } = recording;
    this.#state = { name: 'draining' };
    const tapsEnded = Promise.all(taps.map((tap) => tap.end()));
    const conclusions = await outputs.end(streaming.receivedFrames, cause, listener);
    await tapsEnded;
    recording.stopTimers();
    const error = cause ?? failureOf(conclusions);
    const recorded = report(outputs, conclusions);
    if (error || !recorded) this.#end(failed(error ?? new ReelayError('NOTHING_RECORDED'), recorded));
    else this.#end({ type: 'finished', recording: recorded });
  }

  #refuse(error: ReelayError): void {
    this.#context.observe({ type: 'refused', error });
    this.#end(failed(error));
  }

  #end(last: LastWord): void {
    this.#state = { name: 'ended' };
    clearTimeout(this.#greetingTimer);
    this.#stopHeartbeat();
    this.#send(fitted(last));
    if (this.#webSocket.readyState === this.#webSocket.CLOSED) {
      this.#resolveEnded();
      return;
    }
    const cut = setTimeout(() => this.#webSocket.terminate(), this.#context.times.closeMs);
    this.#webSocket.once('close', () => {
      clearTimeout(cut);
      this.#resolveEnded();
    });
    const code = last.type === 'finished' ? 1000 : closeCode(last.code);
    this.#webSocket.close(code, last.type === 'finished' ? 'FINISHED' : last.code);
    if (this.#isDeaf) this.#socket.end();
  }

  /** @param sent called when the system has taken the message; not where the connection is closing */
  #send(message: RelayMessage, sent?: () => void): void {
    if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#webSocket.send(encodeRelayMessage(message), sent);
  }
}

/** Why a recording that the page ended has nothing complete to show: the first cause; undefined where any output is complete. */
function failureOf(conclusions: readonly Conclusion[]): ReelayError | undefined {
  const errors = conclusions.map(({ error }) => error);
  return errors.includes(undefined) ? undefined : errors[0];
}

function failed(
  { code, message, remedy }: ReelayError,
  recording?: RecordingReport,
): Extract<RelayMessage, { type: 'failed' }> {
  return {
    type: 'failed',
    code,
    // Both may quote a pipeline of any length.
    message: message.slice(0, MAX_ERROR_TEXT_LENGTH),
    remedy: remedy.slice(0, MAX_ERROR_TEXT_LENGTH),
    ...(recording ? { recording } : {}),
  };
}
