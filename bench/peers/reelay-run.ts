/** A page that records through a relay of its own, in the way that is asked for. */
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { RealtimeJob, ReelayJob } from '../jobs.ts';
import { Browser, type OpenBrowser } from '../lib/browser.ts';
import { type PageRun, runPage } from '../lib/page-run.ts';
import type { PageServer } from '../lib/page-server.ts';
import { Relay } from '../lib/relay.ts';
import type { Way } from './ways.ts';

export interface ReelayRun {
  readonly server: PageServer;
  readonly way: Way;
  /** The job, for a relay at that place. */
  job(relay: { readonly relay: string; readonly token: string }): ReelayJob | RealtimeJob;
  /** Where the first file of the recording is copied to. */
  readonly file?: string;
  /** How long it may take, ms. */
  readonly limitMs?: number;
  /** Opens the page; default: a browser of its own with nothing attached. */
  readonly open?: (url: string) => Promise<OpenBrowser>;
}

/** Rejects with the relay's log where the page fails, or where frames came in another way. */
export async function runReelay({ server, way, job, file, ...rest }: ReelayRun): Promise<PageRun> {
  await using relay = await Relay.start();
  const { origin, token, pid } = relay;
  try {
    const open = opener(way);
    const run = await runPage({ open, server, job: job({ relay: origin, token }), node: pid, ...rest });
    if (file !== undefined) await copyFile(path.join(relay.recordings, run.result.files?.[0] ?? ''), file);
    if (run.result.transport !== way.transport) throw new Error(`the frames came by ${run.result.transport}`);
    return run;
  } catch (error) {
    throw new Error([`${way.title}: ${String(error)}`, ...relay.log].join('\n'), { cause: error });
  }
}

/** What opens pages in a browser whose profile lies where `way` needs it. */
export function opener({ profile }: Way): (url: string) => Promise<OpenBrowser> {
  return (url) => Browser.open(url, profile);
}
