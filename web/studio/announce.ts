/** What a screen reader is told about the course of a recording. */
import * as format from './format.ts';
import type { Opened } from './model.ts';
import type { Run } from './run/run.ts';

/** One sentence for the state, or nothing where there is nothing to say. Failures announce themselves. */
export function announcement(run: Run, opened: Opened): string {
  switch (run.state) {
    case 'connecting':
      return 'Connecting to the relay.';
    case 'recording':
      return 'Recording.';
    case 'paused':
      return 'Paused.';
    case 'finishing':
      return 'Finishing the file.';
    case 'finished':
      return `Finished: ${run.recording.name}, ${format.count(run.recording.frames)} frames, ${run.recording.dropped} dropped.`;
    default:
      return opened.state === 'ready' ? `The recording ${opened.sidecar.name} is shown.` : '';
  }
}
