/**
 * What `shmsrc` and its writer say to each other over the control socket, on machines of 64 bits.
 * Source: gst-plugins-bad, sys/shm/shmpipe.c, `struct CommandBuffer`. Numbers are in the machine's own byte order.
 */
import { endianness } from 'node:os';

/** u32 type, i32 area, then 16 bytes that depend on the type. */
const COMMAND_BYTES = 24;

const NEW_AREA = 1;
const NEW_BUFFER = 3;
const ACKNOWLEDGED = 4;

const OFFSETS = { type: 0, area: 4, areaBytes: 8, nameBytes: 16, bufferOffset: 8, bufferBytes: 16 } as const;

const IS_LITTLE = endianness() === 'LE';

/** Tells the reader of a file to map. @param name as `shm_open` takes it */
export function newAreaCommand(area: number, name: string, bytes: number): Uint8Array {
  const path = Buffer.from(`${name}\0`, 'latin1');
  const { command, view } = begin(NEW_AREA, area, path.byteLength);
  view.setBigUint64(OFFSETS.areaBytes, BigInt(bytes), IS_LITTLE);
  view.setUint32(OFFSETS.nameBytes, path.byteLength, IS_LITTLE);
  command.set(path, COMMAND_BYTES);
  return command;
}

/** Hands the reader `bytes` at `offset` of a file it was told of. They must stay as they are until it acknowledges them. */
export function newBufferCommand(area: number, offset: number, bytes: number): Uint8Array {
  const { command, view } = begin(NEW_BUFFER, area);
  view.setBigUint64(OFFSETS.bufferOffset, BigInt(offset), IS_LITTLE);
  view.setBigUint64(OFFSETS.bufferBytes, BigInt(bytes), IS_LITTLE);
  return command;
}

function begin(type: number, area: number, more = 0): { command: Uint8Array; view: DataView } {
  const command = new Uint8Array(COMMAND_BYTES + more);
  const view = new DataView(command.buffer);
  view.setUint32(OFFSETS.type, type, IS_LITTLE);
  view.setInt32(OFFSETS.area, area, IS_LITTLE);
  return { command, view };
}

/** Reads the reader's commands, in whatever pieces they come. It knows one: that it has let go of a buffer. */
export class AcknowledgementReader {
  readonly #command = new Uint8Array(COMMAND_BYTES);
  readonly #view = new DataView(this.#command.buffer);
  #filled = 0;

  /**
   * The offsets that `bytes` complete. Which file is meant is not told: the area in the command is that of the newest one,
   * whichever the buffer was in. Throws for any other command.
   */
  read(bytes: Uint8Array): number[] {
    const offsets: number[] = [];
    for (let at = 0; at < bytes.byteLength; ) {
      const piece = bytes.subarray(at, at + COMMAND_BYTES - this.#filled);
      this.#command.set(piece, this.#filled);
      this.#filled += piece.byteLength;
      at += piece.byteLength;
      if (this.#filled < COMMAND_BYTES) break;
      this.#filled = 0;
      const type = this.#view.getUint32(OFFSETS.type, IS_LITTLE);
      if (type !== ACKNOWLEDGED)
        throw new Error(`shmsrc sent a command of type ${type}, which is for its writer to send`);
      offsets.push(Number(this.#view.getBigUint64(OFFSETS.bufferOffset, IS_LITTLE)));
    }
    return offsets;
  }
}
