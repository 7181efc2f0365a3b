/** Puts together what gst-launch tells of a warning in two lines: its text, and its reason. */
import type { LaunchMessage } from './launch-messages.ts';

/** An element's warning: something is not as it should be, and the pipeline goes on. */
export interface PipelineWarning {
  /** Name of the element, for example `fakesink0`. */
  readonly element: string;
  /** What it said, with its reason in parentheses where it gave one. */
  readonly message: string;
}

type WarningPart = Extract<LaunchMessage, { readonly kind: 'warning' | 'warning-reason' }>;

/** Whichever comes first (the stream of the text changed between versions), the n-th text and the n-th reason belong together. */
export class WarningReader {
  readonly #onWarning: (warning: PipelineWarning) => void;
  readonly #texts: { readonly element: string; readonly text: string }[] = [];
  readonly #reasons: string[] = [];

  constructor(onWarning: (warning: PipelineWarning) => void) {
    this.#onWarning = onWarning;
  }

  read(part: WarningPart): void {
    if (part.kind === 'warning') this.#texts.push(part);
    else this.#reasons.push(part.reason);
    const [first] = this.#texts;
    const [reason] = this.#reasons;
    if (!first || reason === undefined) return;
    this.#texts.shift();
    this.#reasons.shift();
    this.#onWarning({ element: first.element, message: reason === '' ? first.text : `${first.text} (${reason})` });
  }
}
