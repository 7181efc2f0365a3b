/** A connection whose socket is this worker's own. */
import { SUBPROTOCOL } from '../../shared/wire/messages.ts';
import { type Connection, NOBODY } from './connection.ts';

/** Connects to `url`. Rejects where that cannot be. */
export function connectOwn(url: string): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const webSocket = new WebSocket(url, SUBPROTOCOL);
    let connection: Connection | undefined;
    webSocket.onopen = () => {
      connection = {
        events: NOBODY,
        send: (message) => webSocket.send(message),
        sendBuffer(buffer) {
          webSocket.send(buffer);
          // It took its own copy before it returned.
          this.events.returned(buffer);
        },
        close: (code) => webSocket.close(code),
      };
      resolve(connection);
    };
    webSocket.onmessage = ({ data }) => connection?.events.message(String(data));
    const refused = (): void => reject(new Error('the connection was refused'));
    webSocket.onclose = ({ code, reason }) => {
      refused();
      connection?.events.closed(code, reason);
    };
    // Where the page's own policy (CSP) forbids the connection, there is an error and no close.
    webSocket.onerror = refused;
  });
}
