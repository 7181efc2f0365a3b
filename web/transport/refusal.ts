/** Why a relay refused a WebSocket: browsers do not say, so it is asked over HTTP. */
import { ERRORS, type ErrorCode, ReelayError, RemoteError } from '../../shared/errors.ts';
import { SUBPROTOCOL } from '../../shared/wire/messages.ts';

const PATIENCE_MS = 5_000;

/** The error that best says why no connection to `sessionUrl` came about. Never rejects. */
export async function explainRefusal(sessionUrl: string): Promise<ReelayError> {
  const address = new URL('/api/hello', sessionUrl.replace(/^ws/, 'http'));
  const unreachable = new ReelayError('RELAY_UNREACHABLE', { relay: address.origin, origin: self.origin });
  address.search = new URL(sessionUrl).search;
  try {
    const answer: unknown = await (await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) })).json();
    if (!isObject(answer)) return unreachable;
    const { error, protocol } = answer;
    if (isObject(error) && isCode(error['code'])) {
      return new RemoteError({
        code: error['code'],
        message: String(error['message']),
        remedy: String(error['remedy']),
      });
    }
    if (typeof protocol === 'string' && protocol !== SUBPROTOCOL) {
      return new ReelayError('PROTOCOL_VERSION', { supported: SUBPROTOCOL });
    }
    return unreachable;
  } catch {
    return unreachable;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}
