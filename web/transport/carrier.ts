/**
 * A SharedWorker that carries one recording's WebSocket, as DevTools copy what goes through the sockets of pages and of
 * dedicated workers (docs/decisions/034-a-shared-worker-carries-the-socket.md). The page makes it and hands it on to the recording's worker.
 */

/** A SharedWorker that runs. */
export interface Carrier {
  /** For the recording's worker, transferred. */
  readonly port: MessagePort;
  /** Name of the lock that it holds while it lives: who gets it knows that it is gone. */
  readonly lock: string;
}

/** Recording's worker to carrier. */
export type ToCarrier =
  /** Connects, once; answered by `opened` or `closed`. `lock` is one that the worker holds while it lives. */
  | { readonly type: 'open'; readonly url: string; readonly protocol: string; readonly lock: string }
  /** A message, to be sent. */
  | string
  | Uint8Array<ArrayBuffer>
  /** A message, transferred: to be sent, and to be transferred back. */
  | ArrayBuffer
  | { readonly type: 'close'; readonly code: number | undefined };

/** Carrier to recording's worker. */
export type FromCarrier =
  | { readonly type: 'opened' }
  /** What the relay says. */
  | string
  /** What was sent: to be filled again. */
  | ArrayBuffer
  /** The connection ended, or there was none. Last message: the carrier ends with it. */
  | { readonly type: 'closed'; readonly code: number; readonly reason: string };

/** A SharedWorker starts in some 20 ms; one that does not start at all must not keep a recording from starting. */
const START_PATIENCE_MS = 5_000;

/**
 * Page: starts a carrier for one recording, which ends with the recording's worker or with the page. Undefined where there
 * can be none. Never rejects.
 */
export async function startCarrier(): Promise<Carrier | undefined> {
  // What is copied is copied by Chromium's DevTools; what a SharedWorker costs elsewhere is not known.
  if (typeof SharedWorker === 'undefined' || !('userAgentData' in navigator)) return undefined;
  // An address of its own makes it nobody else's.
  const url = URL.createObjectURL(new Blob([`(${String(carry)})()`], { type: 'text/javascript' }));
  try {
    const worker = new SharedWorker(url, { name: 'reelay' });
    return await new Promise((resolve) => {
      worker.port.onmessage = ({ data }: MessageEvent<string>) => resolve({ port: worker.port, lock: data });
      worker.onerror = () => resolve(undefined);
      setTimeout(resolve, START_PATIENCE_MS, undefined);
    });
  } catch {
    // A page of a third party may have none.
    return undefined;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The SharedWorker's whole program. It goes there as text: nothing outside of it can be used. */
function carry(): void {
  self.addEventListener('connect', (connected) => {
    const [port] = (connected as MessageEvent).ports;
    if (!port) return;
    const post = (message: FromCarrier, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
    let webSocket: WebSocket | undefined;

    const ended = (code: number, reason: string): void => {
      post({ type: 'closed', code, reason });
      self.close();
    };
    const connect = (url: string, protocol: string): void => {
      webSocket = new WebSocket(url, protocol);
      webSocket.onmessage = ({ data }) => post(String(data));
      webSocket.onclose = ({ code, reason }) => ended(code, reason);
      // Where the page's own policy (CSP) forbids the connection, there is an error and no close.
      const refused = (): void => ended(1006, '');
      webSocket.addEventListener('error', refused);
      webSocket.onopen = () => {
        webSocket?.removeEventListener('error', refused);
        post({ type: 'opened' });
      };
    };
    port.onmessage = ({ data }: MessageEvent<ToCarrier>) => {
      if (data instanceof ArrayBuffer) {
        webSocket?.send(data);
        // It took its own copy before it returned.
        post(data, [data]);
      } else if (typeof data === 'string' || data instanceof Uint8Array) webSocket?.send(data);
      else if (data.type === 'close') webSocket?.close(data.code);
      else {
        const failed = (error: unknown): void => ended(1006, String(error));
        try {
          connect(data.url, data.protocol);
        } catch (error) {
          failed(error);
        }
        navigator.locks.request(data.lock, () => webSocket?.close()).catch(failed);
      }
    };
    const name = `reelay ${crypto.randomUUID()}`;
    const held = (): Promise<never> => {
      port.postMessage(name);
      return new Promise(() => undefined);
    };
    navigator.locks.request(name, held).catch(() => self.close());
  });
}
