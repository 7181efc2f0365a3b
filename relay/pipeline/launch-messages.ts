/** What one line of gst-launch's output means. The texts are those of the C locale (tools/gst-launch.c, version 1.22). */
/** Name given to the `progressreport` element behind the encoder; its messages tell how many frames came out. */
export const PROGRESS_ELEMENT = 'reelay_encoded';

export type LaunchMessage =
  /** The description was understood; what follows is about running it. */
  | { readonly kind: 'parsed' }
  /** Every element took the step to PAUSED: files and devices are open. */
  | { readonly kind: 'opened' }
  /** The description was not understood. */
  | { readonly kind: 'erroneous'; readonly cause: string }
  /** The end of the stream came out of every sink. */
  | { readonly kind: 'eos' }
  /** An element failed. Debug lines may follow. */
  | { readonly kind: 'error'; readonly cause: string }
  /** This many frames came out of the encoder. */
  | { readonly kind: 'progress'; readonly frames: number };

/** The wording of GST_RESOURCE_ERROR_NO_SPACE_LEFT, and of ENOSPC where an element reports only that. */
export const NO_SPACE_LEFT = /No space left on (?:the resource|device)/;

const ERRONEOUS = /^WARNING: erroneous pipeline: (.*)$/;
const ERROR_OF = /^ERROR: from element (?:\/GstPipeline:[^/]*\/)?(\S*): (.*)$/;
const EOS = /^Got EOS from element "pipeline\d+"\.$/;
const PROGRESS = new RegExp(`from element "${PROGRESS_ELEMENT}" \\(element\\): progress, .*current=\\(gint64\\)(\\d+)`);

/** Meaning of `line`, or undefined where it means nothing to the relay. */
export function readLaunchLine(line: string): LaunchMessage | undefined {
  if (line.startsWith('Setting pipeline to PAUSED')) return { kind: 'parsed' };
  if (line.startsWith('Pipeline is ')) return { kind: 'opened' };
  if (EOS.test(line)) return { kind: 'eos' };
  const erroneous = ERRONEOUS.exec(line)?.[1];
  if (erroneous !== undefined) return { kind: 'erroneous', cause: erroneous };
  const error = ERROR_OF.exec(line);
  if (error) return { kind: 'error', cause: `${elementName(error[1] ?? '')}: ${error[2] ?? ''}` };
  const frames = PROGRESS.exec(line)?.[1];
  if (frames !== undefined) return { kind: 'progress', frames: Number(frames) };
  return undefined;
}

/** `x264enc0` of `GstX264Enc:x264enc0`, or of a path that goes through bins. */
function elementName(path: string): string {
  return path.slice(path.lastIndexOf(':') + 1);
}
