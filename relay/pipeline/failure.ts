/** Finds out why a child failed. The first cause that is known is the one reported. */
import { ReelayError } from '../../shared/errors.ts';
import { type LaunchMessage, NO_SPACE_LEFT } from './launch-messages.ts';

/** What is known when the child is gone. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of the stream had been sent. */
  readonly asked: boolean;
  /** The end of the stream came out of the sinks. */
  readonly eosSeen: boolean;
}

/** Lines of debug information kept with an element's error. */
const MAX_DETAIL_LINES = 4;

/** Collects what lines, timers and owners say, and concludes. */
export class FailureCause {
  readonly #commandLine: string;
  #cause: ReelayError | undefined;
  #suspicion: ReelayError | undefined;
  #elementError: { readonly cause: string; readonly details: string[]; collecting: boolean } | undefined;

  constructor(commandLine: string) {
    this.#commandLine = commandLine;
  }

  /** Whether a cause is already certain. */
  get known(): boolean {
    return this.#cause !== undefined || this.#elementError !== undefined;
  }

  /** Takes `error` as the cause unless another was known before. */
  set(error: ReelayError): void {
    if (!this.known) this.#cause = error;
  }

  /** Keeps `error` for when no better cause turns up: a broken pipe follows from something else. */
  suspect(error: ReelayError): void {
    this.#suspicion ??= error;
  }

  /** Takes what a line of the child's output says. */
  readLine(line: string, message: LaunchMessage | undefined): void {
    if (message?.kind === 'erroneous') {
      this.set(new ReelayError('PIPELINE_INVALID', { cause: message.cause, command: this.#commandLine }));
    } else if (message?.kind === 'error') {
      if (this.#elementError) this.#elementError.collecting = false;
      else if (!this.#cause) this.#elementError = { cause: message.cause, details: [], collecting: true };
    } else if (this.#elementError?.collecting) {
      this.#collect(this.#elementError, line);
    }
  }

  /** The error the child's end amounts to, or undefined where all went well. */
  conclude(end: ChildEnd): ReelayError | undefined {
    if (this.#cause) return this.#cause;
    if (this.#elementError) return this.#fromElement(this.#elementError);
    if (end.signal !== null) return new ReelayError('PIPELINE_KILLED', { signal: end.signal });
    if (end.code !== 0) return new ReelayError('PIPELINE_FAILED', { cause: `it left with exit code ${end.code}` });
    if (!end.eosSeen)
      return new ReelayError('PIPELINE_FAILED', { cause: 'it left without reaching the end of the stream' });
    if (!end.asked) return new ReelayError('PIPELINE_FAILED', { cause: 'it ended by itself before the recording did' });
    return this.#suspicion;
  }

  /** Behind `Additional debug info:` come the source's place and often the real reason, until gst-launch speaks again. */
  #collect(error: { readonly details: string[]; collecting: boolean }, line: string): void {
    if (line === 'Additional debug info:') return;
    if (/^(?:ERROR|WARNING|Execution ended|Setting pipeline|Freeing pipeline|Got )/.test(line))
      error.collecting = false;
    else if (error.details.length < MAX_DETAIL_LINES) error.details.push(line);
  }

  #fromElement({ cause, details }: { readonly cause: string; readonly details: readonly string[] }): ReelayError {
    const reason = details.slice(1).join(' ').trim();
    const text = reason === '' ? cause : `${cause} (${reason})`;
    if (NO_SPACE_LEFT.test([cause, ...details].join('\n'))) return new ReelayError('DISK_FULL', {}, { cause: text });
    return new ReelayError(isReceiverLost(cause, reason) ? 'RECEIVER_LOST' : 'PIPELINE_FAILED', { cause: text });
  }
}

/** Elements that send to another program and learn when it is gone. */
const SENDER = /^(?:srt(?:server|client)?|rtmp2?|tcpclient|rist|souphttpclient)sink\d*:/;
/** What their libraries say of a peer that is not there: connecting, writing, or by the connection's end. */
const PEER_GONE =
  /connect|refused|broken pipe|reset by peer|unreachable|timed? ?out|closed|failed to write|error sending|could not resolve/i;

function isReceiverLost(cause: string, reason: string): boolean {
  return SENDER.test(cause) && PEER_GONE.test(`${cause} ${reason}`);
}
