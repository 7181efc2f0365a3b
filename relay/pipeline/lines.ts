/** Reads a child's output by line, keeping the last ones. Bounded however much, and however long the lines, it prints. */
import type { Readable } from 'node:stream';

const TAIL_LINES = 40;
const MAX_LINE_CHARACTERS = 4000;

/** The last lines of one or more streams, oldest first. */
export class Tail {
  readonly #lines: string[] = [];

  get lines(): readonly string[] {
    return this.#lines;
  }

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > TAIL_LINES) this.#lines.shift();
  }
}

/** Calls `onLine` for every line of `stream`, the unfinished last one included. Lines over 4000 characters are cut there. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(0, MAX_LINE_CHARACTERS);
    for (const line of lines) onLine(line.slice(0, MAX_LINE_CHARACTERS));
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
  // A read error means that the child is gone; its exit tells the story.
  stream.on('error', () => {});
}
