/** What a peer sends, as far as a session must understand it before it acts. */
import type { RawData } from 'ws';
import { ProtocolError, ReelayError } from '../../shared/errors.ts';
import { malformed } from '../../shared/wire/schema.ts';

/** A byte order mark is no part of JSON, and is kept so that it is refused. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a control message. Throws ProtocolError. */
export function controlText(data: RawData): string {
  try {
    return utf8.decode(data as Buffer);
  } catch {
    throw malformed('a control message is no UTF-8');
  }
}

/** The error for something that came in a state in which it may not. */
export function outOfTurn(what: string, state: string): ProtocolError {
  return new ProtocolError('PROTOCOL_ORDER', { reason: `${what} came while the session was ${state}` });
}

/** Violations of WebSocket itself the library answers by its own close codes; here they are told in the relay's words. */
export function socketError(error: Error): ReelayError {
  if ('code' in error && String(error.code).startsWith('WS_ERR_')) {
    return new ProtocolError('PROTOCOL_MALFORMED', { reason: error.message }, { cause: error });
  }
  return new ReelayError('CONNECTION_LOST', { cause: error.message }, { cause: error });
}
