/** One capture connection, from its greeting to its end. The only owner of its socket, its outputs and its take. */
import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { closeCode, ProtocolError, ReelayError, toReelayError } from '../../shared/errors.ts';
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
import { type JudgeMessage, MessageWatch } from '../transport/message-watch.ts';
import { readSocketFrame } from '../transport/socket.ts';
import type { SessionContext } from './context.ts';
import { watchPeer } from './heartbeat.ts';
import { failed, fitted, type LastWord, lastWord } from './last-word.ts';
import { controlText, outOfTurn, socketError } from './reading.ts';
import { openRecording, type Recording, startedMessage } from './recording.ts';
import { Reporting } from './reporting.ts';
import { checkFrameCount } from './streaming.ts';

const MAX_BUFFERED_CONTROL_BYTES = 64 * 1024;

type StreamingState = Recording & { readonly name: 'streaming'; readonly reporting: Reporting };
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
    if (this.#isDeaf) this.#socket.end();
  }

  /** @param sent called when the system has taken the message; not where the connection is closing */
  #send(message: RelayMessage, sent?: () => void): void {
    if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#webSocket.send(encodeRelayMessage(message), sent);
  }
}
