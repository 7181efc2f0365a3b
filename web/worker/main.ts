/** The recorder's worker: one recording, which the page opens and then steers. */
import { ReelayError } from '../../shared/errors.ts';
import { explainRefusal } from '../transport/refusal.ts';
import type { WorkerRequest } from './contract.ts';
import { Recording } from './recording.ts';
import { failed, reply } from './reply.ts';

let recording: Promise<Recording | undefined> | undefined;

self.onmessage = ({ data }: MessageEvent<WorkerRequest>) => {
  if (data.type === 'open') {
    recording = Recording.open(data).catch(async (error: unknown) => {
      reply(failed(error instanceof ReelayError ? error : await explainRefusal(data.url), undefined));
      return undefined;
    });
  } else {
    void recording?.then((current) => current?.act(data));
  }
};
