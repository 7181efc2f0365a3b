/** What a relay that serves says of its recordings, on standard error. */
import type { ReelayError } from '../../shared/errors.ts';
import { print } from '../print.ts';
import type { SessionEvent } from '../session/context.ts';

/** A line as each recording starts and ends, and what its pipeline said where it failed. */
export function logEvent(event: SessionEvent): void {
  if (event.type === 'started') {
    const { file, preset, width, height, mode } = event.sidecar;
    print(`${file}: recording (${preset}, ${width} x ${height}, ${mode})`);
  } else if (event.type === 'ended') {
    const name = event.sidecar?.file ?? event.id;
    const counts = event.sidecar ? ` ${event.sidecar.frames} frames, ${event.sidecar.dropped} dropped` : '';
    print(
      event.error ? `${name}: ${event.error.code}: ${event.error.message}${counts}` : `${name}: finished,${counts}`,
    );
    for (const line of event.pipelineTail) print(`  ${line}`);
  } else if (event.type === 'warned') {
    print(`${event.file}: warning: ${event.warning}`);
  } else if (event.type === 'refused') {
    // A peer may have been quoted: what it said must not look like a line of the relay's.
    print(`refused: ${event.error.code}: ${event.error.message.replaceAll(/\s+/g, ' ')}`);
    if (event.error.code === 'INTERNAL' && event.error.cause instanceof Error) print(event.error.cause.stack ?? '');
  }
}

export function logLiveProblem(id: string, { code, message }: ReelayError, tail: readonly string[]): void {
  print(`live ${id}: ${code}: ${message}`);
  for (const line of tail) print(`  ${line}`);
}
