/** The end of every output, good or bad: end the stream, prove the file, give it its name, say what became of it. */
import { ReelayError, toReelayError, withConsequence } from '../../shared/errors.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import { completeFile } from '../pipeline/complete.ts';
import type { Library } from '../recordings/library.ts';
import type { Sidecar } from '../recordings/sidecar.ts';
import type { Output, OutputEnd } from './output.ts';
import type { Take } from './take.ts';

/** What became of an output. */
export interface Conclusion {
  readonly output: Output;
  /** The first thing that went wrong, if anything did. */
  readonly error: ReelayError | undefined;
  /** Its sidecar, where there is something to show: finished, or failed with a damaged file kept. */
  readonly sidecar: Sidecar | undefined;
}

interface ConcludeOptions {
  readonly output: Output;
  readonly take: Take;
  /** Frames that came, accepted by the pipeline or not yet. */
  readonly receivedFrames: number;
  readonly library: Library;
  /** Why it ends, where it is not because the page asked for it or the pipeline failed. */
  readonly cause: ReelayError | undefined;
}

interface PublishedFile {
  readonly bytes: number;
  /** 0 where the container does not tell. */
  readonly durationNs: Nanoseconds;
}

/** Ends an output. Never rejects: whatever fails here is in the conclusion. */
export async function conclude(options: ConcludeOptions): Promise<Conclusion> {
  const { output, library } = options;
  const { pipeline, plan, reservation } = output;
  const outcome = options.receivedFrames === 0 ? await pipeline.kill() : await pipeline.endOfStream();
  // A pipeline that was never given a frame was killed above; that is no failure of its own.
  const failure = outcome.kind === 'failed' && options.receivedFrames > 0 ? outcome.error : undefined;
  let error = options.cause ?? failure;
  try {
    if (output.frames === 0) {
      await library.discard(reservation.file);
      return { output, error: error ?? new ReelayError('NOTHING_RECORDED'), sidecar: undefined };
    }
    if (!plan.writesFile) {
      await library.removePart(reservation.file);
      return { output, error, sidecar: await save(options, { state: 'finished', bytes: 0, error }) };
    }
    const { bytes, durationNs } = await publishReadable(options, failure !== undefined);
    // What a pipeline that broke had taken in and not written yet is lost with it: the file itself says how far it goes.
    const cut = failure && durationNs > 0 ? { durationNs } : {};
    return { output, error, sidecar: await save(options, { state: 'finished', bytes, error, ...cut }) };
  } catch (problem) {
    const consequence = toReelayError(problem);
    const bytes = await library.partBytes(reservation.file);
    if (bytes === 0) {
      await library.discard(reservation.file).catch(() => undefined);
      return { output, error: error ?? consequence, sidecar: undefined };
    }
    // Why there is no file to play, besides why the recording ended.
    error = error && error.code !== consequence.code ? withConsequence(error, consequence) : consequence;
    return { output, error, sidecar: await save(options, { state: 'failed', bytes, error }) };
  }
}

async function publishReadable({ library, output, take }: ConcludeOptions, isCut: boolean): Promise<PublishedFile> {
  const { file, partFile } = output.reservation;
  if ((await library.partBytes(file)) === 0) throw new ReelayError('PIPELINE_FAILED', { cause: 'it wrote nothing' });
  const { mode, quality, fps: rate } = take.fields();
  const origin = { preset: output.plan.preset, mode, quality, rate };
  const { durationNs } = await completeFile(library.filePath(partFile), origin, { isCut });
  return { bytes: await library.publish(file), durationNs };
}

async function save({ output, take, library }: ConcludeOptions, end: OutputEnd): Promise<Sidecar> {
  const sidecar = output.sidecar(take, end);
  await library.save(sidecar).catch(() => undefined); // The page is told anyway; a lost folder is reported by the next reserve.
  return sidecar;
}
