/** A recording in its worker, from its connection to its end. */
import { ReelayError, RemoteError, toReelayError } from '../../shared/errors.ts';
import { MAX_WARNING_LENGTH, MAX_WARNINGS } from '../../shared/wire/limits.ts';
import type { RelayMessage } from '../../shared/wire/messages.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import { RecordingClock } from '../../shared/recording/clock.ts';
import { RelayTally } from '../../shared/recording/progress.ts';
import { openTransport } from '../transport/open.ts';
import type { Transport, TransportEvents } from '../transport/transport.ts';
import type { WorkerReply, WorkerRequest } from './contract.ts';
import type { EncodedSender } from './encoded/encoded-sender.ts';
import type { EncoderConfigs } from './encoded/support.ts';
import type { Feed } from './feed.ts';
import type { FrameSender } from './frame-sender.ts';
import { type Encoded, loadEncoded } from './load-encoded.ts';
import { failed, reply } from './reply.ts';
import { runScene } from './scene.ts';
import { Sender } from './sender.ts';
import { Gate } from './tasks.ts';
import { readTrack } from './track.ts';

type Request<Type extends WorkerRequest['type']> = Extract<WorkerRequest, { type: Type }>;

type StartedMessage = Extract<RelayMessage, { type: 'started' }>;

const PROGRESS_INTERVAL_MS = 200;

/** What encodes, and what of it works here. */
interface Encoding {
  readonly module: Encoded;
  readonly configs: EncoderConfigs;
}

export class Recording {
  readonly #transport: Transport;
  readonly #open: Request<'open'>;
  readonly #stopSources = new AbortController();
  readonly #clock = new RecordingClock();
  readonly #gate = new Gate();
  /** Where frames are to go encoded. */
  readonly #encoding: Encoding | undefined;
  #feed: Feed | undefined;
  #encoded: EncodedSender | undefined;
  /** Everything frames of a source in this worker are still needed for. */
  #source: Promise<void> = Promise.resolve();
  /** Frames from the page that are being read. */
  #frames: Promise<void> = Promise.resolve();
  /** Why it ends early, where the cause is in the page. */
  #failure: ReelayError | undefined;
  #finishing = false;
  #ended = false;
  readonly #tally = new RelayTally();
  readonly #progressTimer = setInterval(() => this.#reportProgress(), PROGRESS_INTERVAL_MS);

  private constructor(transport: Transport, open: Request<'open'>, encoding: Encoding | undefined) {
    this.#transport = transport;
    this.#open = open;
    this.#encoding = encoding;
  }

  /** Connects and asks for the recording. Rejects where there is no connection, with a ReelayError where that is not why. */
  static async open(request: Request<'open'>): Promise<Recording> {
    const events: TransportEvents = { message: () => undefined, credited: () => undefined, closed: () => undefined };
    const encoding = request.transport === 'encoded' ? await openEncoding(request) : undefined;
    const codecs = [...(encoding?.configs.keys() ?? [])];
    const transport = await openTransport({ ...request, codecs }, events);
    const recording = new Recording(transport, request, encoding);
    events.credited = () => recording.#encoded?.credited();
    events.message = (message) => recording.#onRelay(message);
    events.closed = (cause) => recording.#onClosed(cause);
    return recording;
  }

  /** Does what the page asks; before the recording is open and after its end frames are closed and the rest is passed over. */
  act(request: Exclude<WorkerRequest, { type: 'open' }>): void {
    const feed = this.#feed;
    if (!feed || this.#ended) {
      if (request.type === 'frame') request.frame.close();
      return;
    }
    switch (request.type) {
      case 'frame':
        this.#frames = Promise.all([this.#frames, this.#frame(feed, request)]).then(() => undefined);
        break;
      case 'scene':
        this.#run(runScene(request, feed));
        break;
      case 'track':
        this.#run(readTrack(request.frames, request.limit, feed));
        break;
      case 'lost':
        feed.sender.lose(request.loss);
        break;
      case 'pause':
        this.#gate.shut();
        this.#clock.pause(performance.now());
        feed.sender.note('pause');
        break;
      case 'resume':
        this.#clock.resume(performance.now());
        this.#gate.open();
        feed.sender.note('resume');
        break;
      case 'abandon':
        this.#fail(new RemoteError(request));
        break;
      case 'finish':
        this.#finish(feed, request.warnings, request.untilNs);
        break;
    }
  }

  async #frame({ sender, mode }: Feed, { frame, timing, premultiplied }: Request<'frame'>): Promise<void> {
    try {
      await (mode === 'offline'
        ? sender.send(frame, timing, premultiplied)
        : sender.offer(frame, timing, premultiplied));
    } catch (error) {
      this.#fail(error);
    }
    reply({ type: 'taken' });
  }

  #run(source: Promise<void>): void {
    this.#source = source.then(() => reply({ type: 'sourceEnded' })).catch((error: unknown) => this.#fail(error));
  }

  /** Ends the recording for a cause in the page; the relay is asked to finish what it has. */
  #fail(error: unknown): void {
    // When the connection goes, every waiting frame fails too; the relay's word or the close comes as the cause.
    if (this.#failure || this.#ended || !this.#feed) return;
    // What is not foreseen must not pass for a frame that was sent.
    this.#failure = toReelayError(error, 'WORKER_FAILED');
    this.#finish(this.#feed, [`It ended early: ${this.#failure.message}`]);
  }

  #finish(feed: Feed, warnings: readonly string[], untilNs?: Nanoseconds): void {
    if (this.#finishing) return;
    this.#finishing = true;
    // Errors of a scene may be of any length.
    const told = warnings.map((warning) => warning.slice(0, MAX_WARNING_LENGTH));
    this.#sendFinish(feed, told, untilNs).catch((error: unknown) => {
      // Nothing more would come from the relay, and somebody waits for the end.
      this.#end(failed(this.#failure ?? toReelayError(error, 'WORKER_FAILED'), undefined));
    });
  }

  async #sendFinish(
    { sender, rate }: Feed,
    warnings: readonly string[],
    untilNs: Nanoseconds | undefined,
  ): Promise<void> {
    this.#stopSources.abort();
    this.#gate.open();
    await this.#source;
    await this.#frames;
    if (untilNs !== undefined) await sender.hold(untilNs, rate);
    await sender.control(() => ({
      type: 'finish',
      frames: this.#transport.sentFrames,
      warnings: [...this.#transport.warnings, ...warnings].slice(0, MAX_WARNINGS),
    }));
  }

  #onRelay(message: Exclude<RelayMessage, { type: 'credit' }>): void {
    switch (message.type) {
      case 'started': {
        const { mode, fps } = this.#open.start;
        const sender = this.#makeSender(message);
        if (!sender) return;
        this.#feed = {
          sender,
          mode,
          rate: fps,
          alpha: message.alpha,
          clock: this.#clock,
          gate: this.#gate,
          signal: this.#stopSources.signal,
          fail: (error) => this.#fail(error),
        };
        const { id, alpha, warnings } = message;
        // Without credit a realtime source's first frame would be dropped.
        void this.#transport.granted.then(() => reply({ type: 'started', id, alpha, warnings }));
        break;
      }
      case 'keyframe':
        this.#encoded?.requestKey();
        break;
      case 'progress':
        this.#tally.progress(message);
        break;
      case 'finished':
        this.#tally.finished(message.recording);
        if (this.#failure) this.#end(failed(this.#failure, message.recording));
        else this.#end({ type: 'finished', recording: message.recording });
        break;
      case 'failed': {
        const { code, message: text, remedy, recording } = message;
        if (this.#failure) this.#end(failed(this.#failure, recording));
        else this.#end({ type: 'failed', code, message: text, remedy, recording });
        break;
      }
    }
  }

  /** What takes frames, as the relay wants them. Undefined where it wants them in a way in which they cannot come: then all is over. */
  #makeSender({ alpha, yuv, maxFrameBytes, encoded: encoding }: StartedMessage): FrameSender | undefined {
    const transport = this.#transport;
    const config = encoding && this.#encoding?.configs.get(encoding.codec);
    if (this.#encoding && encoding && config) {
      const { start } = this.#open;
      this.#encoded = new this.#encoding.module.EncodedSender({
        transport,
        start,
        encoding,
        config,
        fail: (error) => this.#fail(error),
      });
      return this.#encoded;
    }
    if (this.#encoding) {
      const codecs = [...this.#encoding.configs.keys()].join(', ');
      const reason = `the relay takes none of what this browser encodes (${codecs})`;
      this.#end(failed(new ReelayError('ENCODED_UNAVAILABLE', { reason }), undefined));
      return undefined;
    }
    return new Sender(transport, maxFrameBytes, { alpha, yuv: this.#open.bytes === 'exact' ? undefined : yuv });
  }

  #onClosed(cause: string): void {
    this.#end(failed(this.#failure ?? new ReelayError('CONNECTION_LOST', { cause }), undefined));
  }

  /** Says how it ended, once. */
  #end(last: Extract<WorkerReply, { type: 'finished' | 'failed' }>): void {
    if (this.#ended) return;
    this.#reportProgress();
    this.#ended = true;
    clearInterval(this.#progressTimer);
    this.#stopSources.abort();
    this.#gate.open();
    this.#encoded?.close();
    // The page ends this worker at its last word.
    void this.#transport.close().then(() => reply(last));
  }

  #reportProgress(): void {
    const sender = this.#feed?.sender;
    if (!sender || this.#ended) return;
    const { capturedFrames, droppedFrames, recordedNs, encoding } = sender;
    const { credit } = this.#transport;
    const counts = { capturedFrames, droppedFrames, recordedNs, credit, ...(encoding ? { encoding } : {}) };
    reply({ type: 'progress', progress: { ...counts, ...this.#tally.counts } });
  }
}

/** Rejects with ENCODED_UNAVAILABLE, and with a TypeError where the relay cannot be reached. */
async function openEncoding({ url, start }: Request<'open'>): Promise<Encoding> {
  const module = await loadEncoded(url);
  const configs = await module.encoderConfigs(start).catch((error: unknown) => {
    throw toReelayError(error, 'WORKER_FAILED');
  });
  return { module, configs };
}
