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

/** Worker: takes one job and answers it. */
export function serveJob<J extends Job>(perform: (job: J) => Promise<JobResult>): void {
  self.onmessage = ({ data }: MessageEvent<J>) => {
    perform(data).then(
      (result) => self.postMessage({ result } satisfies Answer),
      (error: unknown) => self.postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies Answer),
    );
  };
}
