/** An open WebSocket to the relay: this worker's own (own-socket.ts), or one in a SharedWorker (carried.ts). */
export interface Connection {
  /** Who hears from it; set before its first task ends. */
  events: ConnectionEvents;
  /** Sends a message; its bytes are the caller's again at once. */
  send(message: string | Uint8Array<ArrayBuffer>): void;
  /** Sends all of `buffer` as a message, in order with the others. It comes back by `returned`: not to be touched before. */
  sendBuffer(buffer: ArrayBuffer): void;
  /** Idempotent; `closed` follows. */
  close(code?: number): void;
}

export interface ConnectionEvents {
  /** The relay says something. */
  message(text: string): void;
  /** What was sent, maybe as another object: to be filled again. */
  returned(buffer: ArrayBuffer): void;
  /** Last event. */
  closed(code: number, reason: string): void;
}

/** For a connection that nobody listens to yet. */
export const NOBODY: ConnectionEvents = {
  message: () => undefined,
  returned: () => undefined,
  closed: () => undefined,
};
