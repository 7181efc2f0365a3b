/** A job in a Web Worker: the page's end and the worker's. */
import type { Carrier } from '../../../web/transport/carrier.ts';
import type { Job, JobResult } from '../../jobs.ts';

type Answer = { readonly result: JobResult } | { readonly failure: string };

/** Page to worker. */
interface Order {
  readonly job: Job;
  readonly carrier: Carrier | undefined;
}

/**
 * Page: runs `job` in the worker module at `address`.
 * @param carrier of a SharedWorker for the worker's socket
 */
export function runInWorker(address: string, job: Job, carrier?: Carrier): Promise<JobResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address, { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('result' in data) resolve(data.result);
      else reject(new Error(data.failure));
    };
    worker.onerror = ({ message }) => reject(new Error(`${address}: ${message || 'it could not be loaded'}`));
    worker.postMessage({ job, carrier } satisfies Order, carrier ? [carrier.port] : []);
  });
}

/** Worker: takes one job, which must be of `kind`, and answers it. */
export function serveJob<Kind extends Job['kind']>(
  kind: Kind,
  perform: (job: Extract<Job, { kind: Kind }>, carrier: Carrier | undefined) => Promise<JobResult>,
): void {
  self.onmessage = ({ data: { job, carrier } }: MessageEvent<Order>) => {
    const answer = (message: Answer): void => self.postMessage(message);
    const fail = (error: unknown): void =>
      answer({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    if (job.kind !== kind) fail(`this worker does ${kind}, not ${job.kind}`);
    else perform(job as Extract<Job, { kind: Kind }>, carrier).then((result) => answer({ result }), fail);
  };
}
