/** One job in one page of one browser, metered between the page's own marks. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Job, JobResult } from '../jobs.ts';
import { Browser, type OpenBrowser } from './browser.ts';
import { Meter, type Usage } from './meter.ts';
import type { PageServer } from './page-server.ts';

export interface PageRunOptions {
  readonly server: PageServer;
  readonly job: Job;
  /** The Node process that takes part, where there is one. */
  readonly node?: number;
  /** Where a file goes that the page makes. */
  readonly uploadTo?: string;
  /** Opens the page; default: a browser of its own with nothing attached. */
  readonly open?: (url: string) => Promise<OpenBrowser>;
  /** How long it may take, ms; default three minutes. */
  readonly limitMs?: number;
}

export interface PageRun {
  readonly result: JobResult;
  readonly usage: Usage;
}

const DEFAULT_LIMIT_MS = 180_000;

/** Runs `options.job`. Rejects when the page fails, the browser leaves, or it takes too long. */
export async function runPage(options: PageRunOptions): Promise<PageRun> {
  const { server, job, node, uploadTo, open = (url) => Browser.open(url), limitMs = DEFAULT_LIMIT_MS } = options;
  let meter: Meter | undefined;
  let usage: Usage = {};
  let browserPid = -1;
  let settle: { resolve(result: JobResult): void; reject(error: Error): void };
  const answered = new Promise<JobResult>((resolve, reject) => {
    settle = { resolve, reject };
  });
  answered.catch(() => undefined); // Told by the race below.
  const url = server.prepare(job, {
    uploadTo,
    begin: () => {
      meter = new Meter({ chromium: browserPid, ...(node === undefined ? {} : { node }) });
      meter.begin();
    },
    end: () => {
      usage = meter?.end() ?? {};
    },
    result: (result) => settle.resolve(result),
    failure: (reason) => settle.reject(new Error(reason)),
  });
  const browser = await open(url);
  browserPid = browser.pid;
  try {
    const late = delay(limitMs, undefined, { ref: false }).then(() => {
      throw new Error(`the page took over ${limitMs / 1000} s`);
    });
    const result = await Promise.race([answered, browser.failed, late]);
    return { result, usage };
  } finally {
    meter?.stop();
    await browser.close();
  }
}
