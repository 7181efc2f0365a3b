/** What the browser tells of a page's faults, in words. */
import type { Protocol } from 'devtools-protocol/types/protocol.js';

export interface PageProblem {
  /** An error nobody caught, `console.error`, something that could not be loaded, or a dialog that was closed. */
  readonly kind: 'exception' | 'console' | 'resource' | 'dialog';
  readonly text: string;
}

const MAX_TEXT_LENGTH = 2000;

export function problemOf({ exception, text, url, lineNumber }: Protocol.Runtime.ExceptionDetails): PageProblem {
  const thrown =
    exception?.description ?? (exception?.value === undefined ? text : `${text} ${String(exception.value)}`);
  // An error's own description names its places itself.
  const place = exception?.description?.includes('\n') || !url ? '' : ` (${url}:${lineNumber + 1})`;
  return { kind: 'exception', text: short(thrown + place) };
}

/** What was given to a function of `console`. */
export function consoleText(args: readonly Protocol.Runtime.RemoteObject[]): string {
  return short(
    args
      .map(({ type, value, description }) =>
        type === 'string' ? String(value) : (description ?? JSON.stringify(value) ?? type),
      )
      .join(' '),
  );
}

function short(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)} ...` : text;
}
