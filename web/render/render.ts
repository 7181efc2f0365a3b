/** Renders a page: opens it, waits for it, and records each frame of its virtual time. */
import { type ReelayError, toReelayError } from '../../shared/errors.ts';
import { frameTimeNs, NANOSECONDS_PER_SECOND } from '../../shared/media/time.ts';
import {
  isErrorCode,
  type RenderOutcome,
  type RenderRequest,
  type StageMessage,
  type StagePhase,
  type StageWarning,
  TELL,
} from '../../shared/render/messages.ts';
import { unlessAborted } from '../capture/unless-aborted.ts';
import { type FrameTime, Recorder } from '../recorder/index.ts';
import { runSetup, waitForPage } from './advance.ts';
import { choosePicture } from './choose.ts';
import type { Picture } from './picture.ts';
import { recordRealtime } from './realtime.ts';
import { type Target, TargetFrame } from './target.ts';

declare global {
  interface Window {
    /** Put here by the command. */
    readonly [TELL]: (message: string) => void;
  }
}

const stopping = new AbortController();

/** Ends the rendering after the frame that is under way; what was recorded is kept. */
export function stop(): void {
  stopping.abort();
}

/** Renders what the request names. Never rejects. To be called once in a page. */
export async function render(request: RenderRequest): Promise<RenderOutcome> {
  try {
    return { kind: await renderAll(request) };
  } catch (error) {
    const { code, message, remedy } = told(error);
    return { kind: 'failed', code, message, remedy };
  }
}

async function renderAll(request: RenderRequest): Promise<'done' | 'stopped'> {
  const frame = new TargetFrame(request);
  const signal = AbortSignal.any([stopping.signal, frame.left]);
  tell({ phase: 'loading', frame: 0 });
  const target = await frame.open(signal);
  if (!target) return 'stopped';
  tell({ phase: 'preparing', frame: 0 });
  await runSetup(target, request, signal);
  await waitForPage(target, request, signal);
  for (let index = 0; index < request.skippedFrames && !signal.aborted; index++) {
    tell({ phase: 'skipping', frame: index });
    await unlessAborted(target.clock.step(), signal);
  }
  tell({ phase: 'drawing', frame: 0 });
  await unlessAborted(target.clock.step(), signal);
  if (!signal.aborted) {
    const picture = await choosePicture(target, request, signal, fellBack);
    try {
      await record(target, picture, request, signal);
    } finally {
      picture.close();
    }
  }
  frame.left.throwIfAborted();
  return stopping.signal.aborted ? 'stopped' : 'done';
}

/** Records the frame that was drawn, and those after it. What there is is kept, however it ends. */
async function record(target: Target, picture: Picture, request: RenderRequest, signal: AbortSignal): Promise<void> {
  const { relay, token, name, mode, presets, rate, frames, alpha, quality, transport } = request;
  const { size } = picture;
  const recorder = new Recorder({
    relay,
    token,
    mode,
    fps: rate,
    preset: presets,
    size,
    alpha,
    quality,
    transport,
    name,
  });
  const at = (phase: StagePhase, frame: number): void => tell({ phase, frame });
  at('storing', 0);
  await recorder.start();
  let index = 0;
  try {
    if (mode === 'realtime') index = await recordRealtime(target, picture, request, recorder, signal, at);
    for (; mode === 'offline' && index < frames && !signal.aborted; index++) {
      at('drawing', index);
      if (index > 0 && !(await unlessAborted(target.clock.step(), signal))) break;
      const taken = await unlessAborted(picture.take(timeOf(index, request)), signal);
      if (!taken) break;
      at('storing', index);
      await store(recorder, taken.value);
    }
  } catch (error) {
    await recorder.stop().catch(() => undefined);
    throw error;
  }
  at('finishing', index);
  await recorder.stop();
}

async function store(recorder: Recorder, frame: VideoFrame | ImageBitmap): Promise<void> {
  try {
    await recorder.capture(frame);
  } finally {
    frame.close();
  }
}

function timeOf(index: number, { skippedFrames, rate }: RenderRequest): FrameTime {
  const timeNs = frameTimeNs(skippedFrames + index, rate);
  return { index: skippedFrames + index, timeSeconds: timeNs / NANOSECONDS_PER_SECOND, timeNs };
}

function tell(message: StageMessage | StageWarning): void {
  window[TELL](JSON.stringify(message));
}

function fellBack(why: string): void {
  tell({ warning: `DevTools take each picture, which is slower: ${why}` });
}

/** Errors of the clock come from the page's own copy of it, whose classes are others. */
function told(error: unknown): Pick<ReelayError, 'code' | 'message' | 'remedy'> {
  const { code, message, remedy } = Object(error) as Partial<Record<string, unknown>>;
  if (typeof code !== 'string' || !isErrorCode(code)) return toReelayError(error);
  return { code, message: String(message), remedy: String(remedy) };
}
