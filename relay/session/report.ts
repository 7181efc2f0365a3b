/** What the page is told of a recording that came to its end. */
import { NANOSECONDS_PER_SECOND } from '../../shared/media/time.ts';
import {
  MAX_OUTPUT_ERROR_LENGTH,
  MAX_REPORTED_GAPS,
  MAX_REPORTED_WARNINGS,
  MAX_WARNING_LENGTH,
} from '../../shared/wire/limits.ts';
import type { OutputReport, RecordingReport } from '../../shared/wire/messages.ts';
import { describeError, urlOf } from '../recordings/sidecar.ts';
import type { Conclusion } from './conclude.ts';
import type { Outputs } from './outputs.ts';

/** The report of a recording, by its first output that is complete, else by the first of which there is a file; undefined where there is none. */
export function report(outputs: Outputs, conclusions: readonly Conclusion[]): RecordingReport | undefined {
  const kept = conclusions.filter(({ sidecar }) => sidecar?.state === 'finished');
  const first = (kept.find(({ error }) => error === undefined) ?? kept[0])?.sidecar;
  if (!first) return undefined;
  const { id, name, preset, mime, width, height, fps, frames, dropped, bytes, transport, codec } = first;
  return {
    id,
    name,
    url: urlOf(first),
    preset,
    mime,
    width,
    height,
    fps,
    frames,
    dropped,
    gaps: first.gaps
      .slice(0, MAX_REPORTED_GAPS)
      .map(({ beforeFrame, ...gap }) => ({ ...gap, beforeSequence: beforeFrame })),
    durationSeconds: first.durationNs / NANOSECONDS_PER_SECOND,
    bytes,
    transport,
    ...(codec === undefined ? {} : { codec }),
    outputs: conclusions.map(outputReport),
    warnings: warningsOf(outputs, conclusions).slice(0, MAX_REPORTED_WARNINGS),
  };
}

function outputReport({ output, error, sidecar }: Conclusion): OutputReport {
  const { plan, reservation } = output;
  const short = (text: string): string => text.slice(0, MAX_OUTPUT_ERROR_LENGTH);
  const told = error && describeError(error);
  return {
    id: reservation.id,
    url: sidecar ? urlOf(sidecar) : '',
    preset: plan.preset,
    mime: plan.mime,
    width: plan.width,
    height: plan.height,
    frames: output.frames,
    durationSeconds: (sidecar?.durationNs ?? 0) / NANOSECONDS_PER_SECOND,
    bytes: sidecar?.bytes ?? 0,
    ...(sidecar?.stored === undefined ? {} : { stored: sidecar.stored }),
    ...(told ? { error: { code: told.code, message: short(told.message), remedy: short(told.remedy) } } : {}),
  };
}

/** Each once: what is said of all outputs, without their names. */
function warningsOf(outputs: Outputs, conclusions: readonly Conclusion[]): string[] {
  const lists = conclusions.map(({ sidecar }) => sidecar?.warnings ?? []);
  const [first = []] = lists;
  const common = first.filter((warning) => lists.every((list) => list.includes(warning)));
  const own = conclusions.flatMap(({ output, error }, index) =>
    [
      ...(lists[index] ?? []).filter((warning) => !common.includes(warning)),
      ...(error && conclusions.length > 1 ? [`${error.code}: ${error.message}`] : []),
    ].map((warning) => outputs.named(output, warning).slice(0, MAX_WARNING_LENGTH)),
  );
  return [...common, ...own];
}
