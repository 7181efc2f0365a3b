/** The bench's page: does the job in its address, reports, and is closed from outside. */
import { startCarrier } from '../../web/transport/carrier.ts';
import type { Job, JobResult } from '../jobs.ts';
import { report } from './lib/report.ts';
import { runInWorker } from './lib/worker-job.ts';
import { recordRealtime } from './realtime.ts';
import { recordByReelay } from './reelay.ts';

async function perform(job: Job): Promise<JobResult> {
  switch (job.kind) {
    case 'readback':
      return runInWorker('/readback.worker.js', job);
    case 'socket':
      return runInWorker(`/socket-${job.sender}.worker.js`, job, job.carried ? await startCarrier() : undefined);
    case 'mediabunny':
      return runInWorker('/mediabunny.worker.js', job);
    case 'reelay':
      return recordByReelay(job);
    case 'peer':
      // The others' code is only in pages that use it.
      return import('./peers/record.ts').then(({ recordByPeer }) => recordByPeer(job));
    case 'realtime':
      return recordRealtime(job);
  }
}

try {
  const job = JSON.parse(new URLSearchParams(location.search).get('job') ?? '') as Job;
  await report('result', JSON.stringify(await perform(job)));
} catch (error) {
  await report('failure', error instanceof Error ? (error.stack ?? error.message) : String(error));
}
