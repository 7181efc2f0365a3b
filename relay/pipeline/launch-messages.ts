/** What one line of gst-launch's output means. The texts are those of the C locale (tools/gst-launch.c, version 1.22). */
import type { Nanoseconds } from '../../shared/media/time.ts';

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
  | { readonly kind: 'progress'; readonly frames: number }
  /** An element warned. Its reason is told by a line of its own. */
  | { readonly kind: 'warning'; readonly element: string; readonly text: string }
  /** The reason of a warning, in the order of the warnings; empty where it has none. */
  | { readonly kind: 'warning-reason'; readonly reason: string }
  | { readonly kind: 'qos'; readonly report: QosReport }
  | { readonly kind: 'display'; readonly report: DisplayReport }
  /** A property changed, which the next line tells in a shorter form. */
  | { readonly kind: 'property' };

/** An element left out a frame because it was late (GST_MESSAGE_QOS). */
export interface QosReport {
  /** Name of the element, for example `videoconvert0`. */
  readonly element: string;
  /** Whether the frame came from a live source. */
  readonly live: boolean;
  /** PTS of the frame; undefined where it had none. */
  readonly ptsNs: Nanoseconds | undefined;
  /** How late it was. */
  readonly jitterNs: Nanoseconds;
  /** How many times too slow the elements behind are, over a longer time; 1 is just fast enough. */
  readonly proportion: number;
  /** Frames the element has let through, and left out, since it started. */
  readonly processed: number;
  readonly dropped: number;
}

/** What an `fpsdisplaysink` tells, twice a second. */
export interface DisplayReport {
  /** Frames shown, and left out, since the start. */
  readonly rendered: number;
  readonly dropped: number;
  /** Frames shown per second, since the last report and since the start. */
  readonly currentRate: number;
  readonly averageRate: number;
}

/** The wording of GST_RESOURCE_ERROR_NO_SPACE_LEFT, and of ENOSPC where an element reports only that. */
export const NO_SPACE_LEFT = /No space left on (?:the resource|device)/;

const ERRONEOUS = /^WARNING: erroneous pipeline: (.*)$/;
const ERROR_OF = /^ERROR: from element (?:\/GstPipeline:[^/]*\/)?(\S*): (.*)$/;
const EOS = /^Got EOS from element "pipeline\d+"\.$/;
const PROGRESS = new RegExp(`from element "${PROGRESS_ELEMENT}" \\(element\\): progress, .*current=\\(gint64\\)(\\d+)`);

const WARNING_OF = /^WARNING: from element (?:\/GstPipeline:[^/]*\/)?(\S*): (.*)$/;
const WARNING_REASON =
  /^Got message #\d+ from \w+ "[^"]*" \(warning\): GstMessageWarning, .*debug=\(string\)(?:"((?:\\.|[^"\\])*)"|(\S*?));?$/;
const QOS = /^Got message #\d+ from element "([^"]*)" \(qos\): GstMessageQOS, (.*)$/;
const PROPERTY = /^Got message #\d+ from \w+ "[^"]*" \(property-notify\): /;
const DISPLAY =
  /^\/GstPipeline:.*: last-message = rendered: (\d+), dropped: (\d+), current: ([\d.]+), average: ([\d.]+)$/;

/** Messages that come often and would push everything else out of a log. */
export const FREQUENT: ReadonlySet<LaunchMessage['kind']> = new Set(['progress', 'qos', 'display', 'property']);

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
  return readReport(line);
}

/** What elements say while all goes on. */
function readReport(line: string): LaunchMessage | undefined {
  const warning = WARNING_OF.exec(line);
  if (warning) return { kind: 'warning', element: elementName(warning[1] ?? ''), text: warning[2] ?? '' };
  const reason = WARNING_REASON.exec(line);
  if (reason) return { kind: 'warning-reason', reason: reasonOf(unescaped(reason[1] ?? reason[2] ?? '')) };
  const qos = QOS.exec(line);
  if (PROPERTY.test(line)) return { kind: 'property' };
  if (qos) return { kind: 'qos', report: qosReport(qos[1] ?? '', qos[2] ?? '') };
  const [, rendered, dropped, currentRate, averageRate] = (DISPLAY.exec(line) ?? []).map(Number);
  if (rendered === undefined || dropped === undefined || currentRate === undefined || averageRate === undefined)
    return undefined;
  return { kind: 'display', report: { rendered, dropped, currentRate, averageRate } };
}

function qosReport(element: string, fields: string): QosReport {
  const field = (name: string): string => new RegExp(`\\b${name}=\\(\\w+\\)([^,;]+)`).exec(fields)?.[1] ?? '';
  const ptsNs = Number(field('timestamp'));
  return {
    element,
    live: field('live') === 'true',
    // "None" is all ones.
    ptsNs: Number.isSafeInteger(ptsNs) ? ptsNs : undefined,
    jitterNs: Number(field('jitter')),
    proportion: Number(field('proportion')),
    processed: Number(field('processed')),
    dropped: Number(field('dropped')),
  };
}

/** Behind the first line, which has the place in GStreamer's sources. */
function reasonOf(debug: string): string {
  return debug.split('\n').slice(1).join(' ').trim();
}

/** Text of a serialised GstStructure: `\012` is a character by its octal code, any other after a backslash is itself. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3}|.)/g, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : code,
  );
}

/** `x264enc0` of `GstX264Enc:x264enc0`, or of a path that goes through bins. */
function elementName(path: string): string {
  return path.slice(path.lastIndexOf(':') + 1);
}
