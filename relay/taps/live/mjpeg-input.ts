/** Pictures from outside: `... ! jpegenc ! multipartmux ! tcpclientsink port=PORT` of any process on this machine. */
import { createServer, type Server, type Socket } from 'node:net';
import { ReelayError, toReelayError } from '../../../shared/errors.ts';
import { Channel } from './channel.ts';
import { jpegSize } from './jpeg-size.ts';
import { type LiveTimes, MAX_JPEG_BYTES } from './limits.ts';
import { malformed, MultipartReader, quoted } from './multipart-reader.ts';
import type { LiveDescription, LiveSource } from './source.ts';

export interface MjpegInputOptions {
  readonly name: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly times: LiveTimes;
  /** Told why what came was refused. */
  onRefused(error: ReelayError): void;
}

export class MjpegInput implements LiveSource {
  readonly #options: MjpegInputOptions;
  readonly #server: Server;
  readonly #channel: Channel;
  /** Who sends; one at a time. */
  #sender: Socket | undefined;
  #size = { width: 0, height: 0 };
  #problem: ReelayError | undefined;

  private constructor(options: MjpegInputOptions) {
    this.#options = options;
    this.#channel = new Channel({ repeatMs: options.times.repeatMs });
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Listens on this machine alone. Rejects with the system's error where the port cannot be had. */
  static async listen(options: MjpegInputOptions): Promise<MjpegInput> {
    const input = new MjpegInput(options);
    await new Promise<void>((resolve, reject) => {
      input.#server.once('error', reject);
      input.#server.listen(options.port, '127.0.0.1', () => {
        input.#server.off('error', reject);
        resolve();
      });
    });
    return input;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : this.#options.port;
  }

  /** Pictures are shown as they come: there is one size. */
  channel(): Channel {
    return this.#channel;
  }

  describe(): LiveDescription {
    const { watchers: viewers, ...counts } = this.#channel.counts;
    const { name } = this.#options;
    const problem = this.#problem;
    return {
      id: name,
      name,
      kind: 'input',
      state: this.#sender && counts.pictureBytes > 0 ? 'live' : 'waiting',
      ...this.#size,
      fps: null,
      views: [{ size: 'full', ...this.#size, maxRate: null, viewers, skipped: 0, ...counts }],
      ...(problem ? { problem: { code: problem.code, message: problem.message, remedy: problem.remedy } } : {}),
    };
  }

  async close(): Promise<void> {
    this.#channel.end();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#sender?.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.#sender) {
      this.#refuse(socket, new ReelayError('MJPEG_IN_BUSY', { name: this.#options.name }));
      return;
    }
    this.#sender = socket;
    const reader = new MultipartReader(MAX_JPEG_BYTES, (body) => this.#show(body));
    socket.on('data', (chunk) => {
      if (socket.destroyed) return;
      try {
        reader.read(chunk);
      } catch (error) {
        this.#refuse(socket, toReelayError(error));
      }
      // Its own end was told: the next one may come.
      if (reader.isOver) socket.destroy();
    });
    socket.once('end', () => socket.destroy());
    socket.once('close', () => {
      this.#sender = undefined;
      // Its last picture stays with those who watch; who comes later is to wait for the next sender.
      this.#channel.forget();
    });
  }

  #show(body: Buffer): void {
    const size = jpegSize(body);
    if (!size) throw malformed(`a part is no JPEG: it begins with ${quoted(body)}`);
    this.#size = size;
    this.#problem = undefined;
    this.#channel.publish(body);
  }

  #refuse(socket: Socket, error: ReelayError): void {
    socket.destroy();
    this.#problem = error;
    this.#options.onRefused(error);
  }
}
