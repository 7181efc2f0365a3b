/** The recorder's end of its worker: typed messages, and one promise for each thing that is waited for. */
import CaptureWorker from '../worker/main.ts?worker&inline';
import { ReelayError } from '../../shared/errors.ts';
import { startCarrier } from '../transport/carrier.ts';
import { holdLock } from '../transport/lock.ts';
import type { RecordingCounts } from '../../shared/recording/progress.ts';
import type { WorkerReply, WorkerRequest } from '../worker/contract.ts';

export type Failed = Extract<WorkerReply, { type: 'failed' }>;
export type Last = Extract<WorkerReply, { type: 'finished' }> | Failed;
type OpenRequest = Extract<WorkerRequest, { type: 'open' }>;
type Started = Extract<WorkerReply, { type: 'started' }>;

export interface WorkerLinkEvents {
  taken(): void;
  sourceEnded(): void;
  progress(progress: RecordingCounts): void;
}

export class WorkerLink {
  /** The worker's last word. Never rejects. */
  readonly last: Promise<Last>;
  /** The relay accepted the recording, or refused it. */
  readonly started: Promise<Started | Failed>;
  readonly #worker: Worker;

  constructor(events: WorkerLinkEvents) {
    this.#worker = new CaptureWorker({ name: 'reelay' });
    let onStarted: (reply: Started) => void;
    let onLast: (reply: Last) => void;
    this.last = new Promise((resolve) => {
      onLast = resolve;
    });
    this.started = Promise.race([
      new Promise<Started>((resolve) => {
        onStarted = resolve;
      }),
      this.last.then((last) => {
        if (last.type === 'failed') return last;
        throw new ReelayError('WORKER_FAILED', { cause: 'it finished before it started' });
      }),
    ]);
    this.#worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => {
      if (data.type === 'taken') events.taken();
      else if (data.type === 'sourceEnded') events.sourceEnded();
      else if (data.type === 'progress') events.progress(data.progress);
      else if (data.type === 'started') onStarted(data);
      else {
        onLast(data);
        this.#worker.terminate();
      }
    };
    const fail = ({ code, message, remedy }: ReelayError): void => {
      onLast({ type: 'failed', code, message, remedy, recording: undefined });
      this.#worker.terminate();
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      fail(new ReelayError('WORKER_FAILED', { cause: event.message || 'it could not be loaded' }));
    };
    // The browser may keep a page that was left, and its workers, to show it again: what it recorded must not wait for that.
    let isLeft = false;
    const left = (): void => {
      isLeft = true;
      fail(new ReelayError('CONNECTION_LOST', { cause: 'the page was left' }));
    };
    addEventListener('pagehide', left);
    void this.last.then(() => removeEventListener('pagehide', left));
    // Chromium keeps no page that holds a lock. It would freeze the SharedWorker with it, before that has closed its socket.
    const lock = holdLock(`reelay ${crypto.randomUUID()}`);
    void Promise.all([lock, this.last]).then(
      ([release]) => isLeft || release(),
      () => undefined,
    );
  }

  /** Connects to the relay and asks for the recording that `start` describes. */
  async open(request: Omit<OpenRequest, 'type' | 'carrier'>): Promise<void> {
    const carrier = await startCarrier();
    this.send({ type: 'open', ...request, carrier }, carrier ? [carrier.port] : []);
  }

  send(request: WorkerRequest, transfer: Transferable[] = []): void {
    this.#worker.postMessage(request, transfer);
  }
}
