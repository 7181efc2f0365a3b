/** A job in a Web Worker: the page's end and the worker's. */
import type { Job, JobResult } from '../../jobs.ts';

type Answer = { readonly result: JobResult } | { readonly failure: string };

/** Page: runs `job` in the worker module at `address`. */
export function runInWorker(address: string, job: Job): Promise<JobResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address, { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('result' in data) resolve(data.result);
      else reject(new Error(data.failure));
    };
    worker.onerror = ({ message }) => reject(new Error(`${address}: ${message || 'it could not be loaded'}`));
    worker.postMessage(job);
  });
}

/** Worker: takes one job, which must be of `kind`, and answers it. */
export function serveJob<Kind extends Job['kind']>(
  kind: Kind,
  perform: (job: Extract<Job, { kind: Kind }>) => Promise<JobResult>,
): void {
  self.onmessage = ({ data }: MessageEvent<Job>) => {
    const answer = (message: Answer): void => self.postMessage(message);
    const fail = (error: unknown): void =>
      answer({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    if (data.kind !== kind) fail(`this worker does ${kind}, not ${data.kind}`);
    else perform(data as Extract<Job, { kind: Kind }>).then((result) => answer({ result }), fail);
  };
}
