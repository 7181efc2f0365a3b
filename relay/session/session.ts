/** One capture connection, from its greeting to its end. The only owner of its socket, its outputs and its take. */
import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { closeCode, ProtocolError, ReelayError, toReelayError } from '../../shared/errors.ts';
import { isLoopback } from '../../shared/loopback.ts';
import { FRAME_HEADER_BYTES } from '../../shared/wire/frame.ts';
import { MAX_CONTROL_BYTES, MAX_FRAME_BYTES } from '../../shared/wire/limits.ts';
import {
  type ClientMessage,
  decodeClientMessage,
  encodeRelayMessage,
  type RelayMessage,
  type StartMessage,
} from '../../shared/wire/messages.ts';
import { malformed } from '../../shared/wire/schema.ts';
import { FrameIntake } from '../transport/frame-intake.ts';
import { watchPeer } from '../transport/heartbeat.ts';
import type { JudgeMessage } from '../transport/message-reader.ts';
import type { SessionContext } from './context.ts';
import { failed, fitted, type LastWord, lastWord } from './last-word.ts';
import { controlText, outOfTurn, socketError } from './reading.ts';
import { openRecording, type Recording, startedMessage } from './recording.ts';
import { Reporting } from './reporting.ts';
import { checkFrameCount, type Streaming } from './streaming.ts';

/** How a socket that listens on both writes an address of IPv4. */
const IPV4_IN_IPV6 = /^::ffff:/;
const MAX_BUFFERED_CONTROL_BYTES = 64 * 1024;

type StreamingState = Recording & { readonly name: 'streaming'; readonly reporting: Reporting };
type State = { readonly name: 'greeting' | 'opening' | 'draining' | 'ended' } | StreamingState;

export class Session {
  /** Settles when the session's file is closed and its socket let go. Never rejects. */
  readonly ended: Promise<void>;
  readonly #webSocket: WebSocket;
  readonly #socket: Socket;
  readonly #intake: FrameIntake;
  readonly #context: SessionContext;
  readonly #stopHeartbeat: () => void;
  readonly #greetingTimer: NodeJS.Timeout;
  #state: State = { name: 'greeting' };
  #hasStarted = false;
  /** A cause of failure that came while the pipeline was being opened. */
  #failedOpening: ReelayError | undefined;
  #resolveEnded: () => void = () => undefined;

  constructor(webSocket: WebSocket, socket: Socket, context: SessionContext) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#context = context;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    webSocket.on('message', (data) => this.#receive(data));
    webSocket.on('close', () => this.fail(new ReelayError('CONNECTION_LOST', { cause: 'the page closed it' })));
    webSocket.on('error', (error) => this.fail(socketError(error)));
    this.#intake = new FrameIntake(socket, {
      judge: this.#judge,
      check: (header) => this.#streaming?.check(header),
      frame: (frame) => this.#streaming?.frame(frame),
      broken: (error) => this.fail(toReelayError(error)),
    });
    const { silentMs } = context.times;
    this.#stopHeartbeat = watchPeer(webSocket, socket, context.times, () =>
      this.fail(new ReelayError('PEER_SILENT', { seconds: Math.round(silentMs / 1000) })),
    );
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

  /** Whether its peer asked for a recording, whatever became of that. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** Ends the session because of `cause`; what was recorded is kept. The first cause wins. */
  fail(cause: ReelayError): void {
    // Nothing more is taken from a peer that broke a rule, its answer to a close included.
    if (cause instanceof ProtocolError) this.#intake.stop();
    if (this.#state.name === 'opening') {
      this.#failedOpening ??= cause;
    } else if (this.#state.name === 'streaming') {
      this.#own(this.#drain(this.#state, cause));
    } else if (this.#state.name === 'greeting') {
      this.#refuse(cause);
    }
  }

  /** Where frames go; once the session drains, what comes is thrown away. */
  get #streaming(): Streaming | undefined {
    return this.#state.name === 'streaming' ? this.#state.streaming : undefined;
  }

  /** Whether the page may run on this machine: a proxy's may not, and finds that out (rule 38). */
  get #isLocal(): boolean {
    return isLoopback((this.#socket.remoteAddress ?? '').replace(IPV4_IN_IPV6, ''));
  }

  readonly #judge: JudgeMessage = ({ isBinary, bytes }) => {
    if (!isBinary) {
      if (bytes > MAX_CONTROL_BYTES) throw malformed(`a control message has ${bytes} bytes, over ${MAX_CONTROL_BYTES}`);
    } else if (this.#state.name === 'greeting' || this.#state.name === 'opening') {
      throw outOfTurn('a frame', this.#state.name);
    } else {
      const limit = this.#streaming?.maxFrameBytes ?? MAX_FRAME_BYTES;
      if (bytes > FRAME_HEADER_BYTES + limit) throw new ProtocolError('FRAME_TOO_LARGE', { bytes, limit });
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

  #receive(data: RawData): void {
    if (this.#state.name === 'draining' || this.#state.name === 'ended') return;
    try {
      this.#act(decodeClientMessage(controlText(data)));
    } catch (error) {
      this.fail(toReelayError(error));
    }
  }

  #act(message: ClientMessage): void {
    if (message.type === 'start') {
      if (this.#state.name !== 'greeting') throw outOfTurn('start', this.#state.name);
      this.#state = { name: 'opening' };
      this.#hasStarted = true;
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
      case 'encoding':
        streaming.encoding(message);
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
      recording = await openRecording(start, this.#context, this.#isLocal, (message, sent) =>
        this.#send(message, sent),
      );
    } catch (error) {
      this.#refuse(this.#failedOpening ?? toReelayError(error));
      return;
    }
    this.#stream(recording);
    if (this.#failedOpening) this.fail(this.#failedOpening);
  }

  #stream(recording: Recording): void {
    const { outputs, streaming } = recording;
    const reporting = new Reporting({
      recording,
      context: this.#context,
      send: (message) => this.#send(message),
      isBehind: () => this.#webSocket.bufferedAmount > MAX_BUFFERED_CONTROL_BYTES,
      fail: (cause) => this.fail(cause),
    });
    this.#state = { name: 'streaming', ...recording, reporting };
    outputs.watch(() => streaming.receivedFrames, reporting);
    this.#send(startedMessage(recording));
    streaming.grant();
  }

  async #drain(recording: StreamingState, cause: ReelayError | undefined): Promise<void> {
    const { outputs, streaming, taps, reporting } = recording;
    this.#state = { name: 'draining' };
    reporting.drain();
    const tapsEnded = Promise.all(taps.map((tap) => tap.end()));
    const conclusions = await outputs.end(streaming.receivedFrames, cause, reporting);
    await tapsEnded;
    recording.ring?.close();
    reporting.stop();
    this.#end(lastWord(outputs, conclusions, cause));
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
    if (this.#intake.isStopped) this.#socket.end();
  }

  /** @param sent called when the system has taken the message; not where the connection is closing */
  #send(message: RelayMessage, sent?: () => void): void {
    if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#webSocket.send(encodeRelayMessage(message), sent);
  }
}
