/**
 * Stands between a connection's socket and the WebSocket library: frames are taken out of its bytes, all else the library
 * gets as it came. Without it the library would collect and join each frame (docs/decisions/033).
 */
import type { Socket } from 'node:net';
import type { IncomingHeader } from '../../shared/wire/frame.ts';
import { type JudgeMessage, MessageReader } from './message-reader.ts';
import { FrameAssembler, type IncomingFrame } from './socket.ts';

export interface FrameIntakeEvents {
  readonly judge: JudgeMessage;
  /** Throws for a frame that may not come now, before its pixels are kept. */
  check(header: IncomingHeader): void;
  /** Takes a frame, in order with the library's messages. */
  frame(frame: IncomingFrame): void;
  /** One of the above threw, or the bytes are no messages. Nothing is read any more. */
  broken(error: unknown): void;
}

/** What the library listens by. */
type DataListener = (bytes: Buffer) => void;

export class FrameIntake {
  readonly #socket: Socket;
  #isStopped = false;

  /** @param socket on which the library listens by now, and nobody else */
  constructor(socket: Socket, { judge, check, frame, broken }: FrameIntakeEvents) {
    this.#socket = socket;
    const library = socket.listeners('data') as DataListener[];
    const assembler = new FrameAssembler(check);
    const reader = new MessageReader({
      judge,
      binary: (piece, mask) => assembler.add(piece, mask),
      binaryEnd: () => frame(assembler.end()),
      other: (bytes) => {
        for (const listener of library) listener.call(socket, bytes);
      },
    });
    socket.removeAllListeners('data');
    socket.on('data', (chunk: Buffer) => {
      try {
        reader.read(chunk);
      } catch (error) {
        this.stop();
        broken(error);
      }
    });
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Nothing is read any more: the bytes to come are thrown away (docs/PROTOCOL.md, rule 30). */
  stop(): void {
    this.#isStopped = true;
    this.#socket.removeAllListeners('data');
  }
}
