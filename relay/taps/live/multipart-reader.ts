/**
 * Reads parts from a stream as `multipartmux` and cameras write it, cut anywhere. The boundary is learned from the first
 * line, as a plain TCP stream has no header to name it. Source: RFC 2046, section 5.1; a line may end with LF alone.
 */
import { ReelayError } from '../../../shared/errors.ts';

/** Longest boundary, characters (RFC 2046). */
const MAX_BOUNDARY_LENGTH = 70;
/** All headers of a part, bytes. */
const MAX_PART_HEADER_BYTES = 4096;
const FIRST_CAPACITY_BYTES = 64 * 1024;
const [LF, CR, DASH, SPACE, TAB] = [0x0a, 0x0d, 0x2d, 0x20, 0x09];

type State =
  | { readonly name: 'first line' }
  | { readonly name: 'headers'; readonly length: number | undefined; readonly bytes: number }
  | { readonly name: 'body of known length'; readonly length: number }
  /** `searched`: bytes of the body in which no boundary begins. */
  | { readonly name: 'body'; readonly searched: number }
  | { readonly name: 'boundary' }
  /** The last boundary was seen; what comes behind it is nothing of the stream's. */
  | { readonly name: 'over' };

export class MultipartReader {
  readonly #maxPartBytes: number;
  readonly #onPart: (body: Buffer) => void;
  #state: State = { name: 'first line' };
  /** `--` and the boundary. */
  #delimiter = Buffer.alloc(0);
  #buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  /**
   * @param maxPartBytes longest part that is taken
   * @param onPart given each part's body, whose memory is its own
   */
  constructor(maxPartBytes: number, onPart: (body: Buffer) => void) {
    this.#maxPartBytes = maxPartBytes;
    this.#onPart = onPart;
  }

  /** Bytes of memory it holds: never more than twice a part's, and 64 KiB. */
  get heldBytes(): number {
    return this.#buffer.length;
  }

  /** True after the stream's own end. */
  get isOver(): boolean {
    return this.#state.name === 'over';
  }

  /** Takes the next bytes. Throws MJPEG_MALFORMED; nothing is to be read after that. */
  read(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.isOver; at += FIRST_CAPACITY_BYTES) {
      this.#append(chunk.subarray(at, at + FIRST_CAPACITY_BYTES));
      while (this.#step());
    }
  }

  #append(piece: Uint8Array): void {
    const held = this.#end - this.#start;
    if (this.#end + piece.length > this.#buffer.length) {
      const needed = held + piece.length;
      // Grown to the double, so that a long part is not copied once for each of its pieces.
      const target =
        needed <= this.#buffer.length
          ? this.#buffer
          : Buffer.allocUnsafeSlow(Math.max(FIRST_CAPACITY_BYTES, Math.min(needed * 2, this.#mostBytes())));
      this.#buffer.copy(target, 0, this.#start, this.#end);
      this.#buffer = target;
      this.#start = 0;
      this.#end = held;
    }
    this.#buffer.set(piece, this.#end);
    this.#end += piece.length;
  }

  /** What a state may leave unread, and one more piece. */
  #mostBytes(): number {
    return this.#maxPartBytes + MAX_PART_HEADER_BYTES + 2 * FIRST_CAPACITY_BYTES;
  }

  /** Reads one thing; false where more bytes are needed. */
  #step(): boolean {
    const state = this.#state;
    switch (state.name) {
      case 'first line':
        return this.#readFirstLine();
      case 'headers':
        return this.#readHeader(state);
      case 'body of known length':
        return this.#readBodyOf(state.length);
      case 'body':
        return this.#searchBody(state.searched);
      case 'boundary':
        return this.#readBoundary();
      case 'over':
        return false;
    }
  }

  #readFirstLine(): boolean {
    const data = this.#data();
    // What is no multipart at all, such as an HTTP request, is refused by its first byte.
    if ([...data.subarray(0, 2)].some((byte) => byte !== DASH)) {
      throw malformed(`it does not begin with a boundary but with ${quoted(data)}`);
    }
    const line = this.#line(2 + MAX_BOUNDARY_LENGTH, 'the boundary')?.trimEnd();
    if (line === undefined) return false;
    if (!/^--[ -~]+$/.test(line)) throw malformed(`its boundary is ${quoted(Buffer.from(line, 'latin1'))}`);
    this.#delimiter = Buffer.from(line, 'latin1');
    this.#state = { name: 'headers', length: undefined, bytes: 0 };
    return true;
  }

  #readHeader({ length, bytes }: Extract<State, { name: 'headers' }>): boolean {
    const line = this.#line(MAX_PART_HEADER_BYTES - bytes, "a part's header");
    if (line === undefined) return false;
    if (line === '') {
      this.#state = length === undefined ? { name: 'body', searched: 0 } : { name: 'body of known length', length };
      return true;
    }
    const [, name = '', value = ''] = /^([^\s:]+):(.*)$/.exec(line) ?? [];
    if (name === '') throw malformed(`a part has the header ${quoted(Buffer.from(line, 'latin1'))}`);
    const isLength = name.toLowerCase() === 'content-length';
    if (isLength && length !== undefined) throw malformed('a part gives its length twice');
    this.#state = {
      name: 'headers',
      length: isLength ? this.#partLength(value.trim()) : length,
      bytes: bytes + line.length + 1,
    };
    return true;
  }

  #partLength(value: string): number {
    if (!/^\d{1,15}$/.test(value)) throw malformed(`a part's length is ${quoted(Buffer.from(value, 'latin1'))}`);
    if (Number(value) > this.#maxPartBytes) throw this.#tooLong();
    return Number(value);
  }

  #readBodyOf(length: number): boolean {
    if (this.#data().length < length) return false;
    this.#emit(length);
    this.#state = { name: 'boundary' };
    return true;
  }

  /** Without a length a part ends where the next boundary begins, at the start of a line. */
  #searchBody(searched: number): boolean {
    const data = this.#data();
    const found = data.indexOf(this.#delimiter, searched);
    if (found < 0) {
      if (data.length > this.#maxPartBytes + this.#delimiter.length + 2) throw this.#tooLong();
      this.#state = { name: 'body', searched: Math.max(0, data.length - this.#delimiter.length + 1) };
      return false;
    }
    if (found > 0 && data[found - 1] !== LF) {
      this.#state = { name: 'body', searched: found + 1 };
      return true;
    }
    const lineEnd = found > 1 && data[found - 2] === CR ? 2 : Math.min(found, 1);
    if (found - lineEnd > this.#maxPartBytes) throw this.#tooLong();
    this.#emit(found - lineEnd);
    this.#state = { name: 'boundary' };
    return true;
  }

  #readBoundary(): boolean {
    const data = this.#data();
    // The line end before it belongs to it.
    const begin = data[0] === CR && data[1] === LF ? 2 : data[0] === LF ? 1 : 0;
    const expected = this.#delimiter.subarray(0, Math.max(0, data.length - begin));
    if (data.length === 1 && data[0] === CR) return false;
    if (!data.subarray(begin, begin + this.#delimiter.length).equals(expected)) {
      throw malformed(`behind a part comes ${quoted(data)} instead of the boundary`);
    }
    const behind = begin + this.#delimiter.length;
    if (data.length < behind + 2) return data.length > behind && data[behind] === LF && this.#passBoundary(behind);
    if (data[behind] === DASH && data[behind + 1] === DASH) {
      this.#release();
      return false;
    }
    return this.#passBoundary(behind);
  }

  /** @param behind where the boundary ends; blanks and a line end may follow */
  #passBoundary(behind: number): boolean {
    const data = this.#data();
    let at = behind;
    while (data[at] === SPACE || data[at] === TAB) at++;
    if (at - behind > MAX_BOUNDARY_LENGTH) throw malformed('blanks without end follow a boundary');
    if (data[at] === CR) at++;
    if (at >= data.length) return false;
    if (data[at] !== LF) throw malformed(`behind a boundary comes ${quoted(data.subarray(behind))}`);
    this.#start += at + 1;
    this.#state = { name: 'headers', length: undefined, bytes: 0 };
    return true;
  }

  /** The next line without its end; undefined until it is whole. */
  #line(maxBytes: number, what: string): string | undefined {
    const data = this.#data();
    const end = data.indexOf(LF);
    if ((end < 0 ? data.length : end) > maxBytes + 1) throw malformed(`${what} is longer than ${maxBytes} bytes`);
    if (end < 0) return undefined;
    this.#start += end + 1;
    return data.toString('latin1', 0, data[end - 1] === CR ? end - 1 : end);
  }

  #emit(length: number): void {
    const body = Buffer.allocUnsafeSlow(length);
    this.#buffer.copy(body, 0, this.#start, this.#start + length);
    this.#start += length;
    this.#onPart(body);
  }

  #release(): void {
    this.#state = { name: 'over' };
    this.#buffer = Buffer.alloc(0);
    this.#start = this.#end = 0;
  }

  #data(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  #tooLong(): ReelayError {
    return malformed(`a part is longer than ${this.#maxPartBytes} bytes`);
  }
}

export function malformed(reason: string): ReelayError {
  return new ReelayError('MJPEG_MALFORMED', { reason });
}

/** The first bytes as text where they are text, and as numbers where not. */
export function quoted(bytes: Buffer): string {
  const head = bytes.subarray(0, 24);
  const text = head.toString('latin1');
  return /^[ -~\r\n\t]+$/.test(text) ? JSON.stringify(text) : `the bytes ${head.toString('hex') || '(none)'}`;
}
