/** Why a relay refused a WebSocket: browsers do not say, so it is asked over HTTP. */
import { ReelayError } from '../../shared/errors.ts';
import { SUBPROTOCOL } from '../../shared/wire/messages.ts';
import { refusalIn } from '../../shared/wire/refusal.ts';

const PATIENCE_MS = 5_000;

/** The error that best says why no connection to `sessionUrl` came about. Never rejects. */
export async function explainRefusal(sessionUrl: string): Promise<ReelayError> {
  const address = new URL('/api/hello', sessionUrl.replace(/^ws/, 'http'));
  const hint = `If one is running, its token or --allow-origin may not fit this page (${self.origin}).`;
  const unreachable = new ReelayError('RELAY_UNREACHABLE', { relay: address.origin, hint });
  address.search = new URL(sessionUrl).search;
  try {
    const answer: unknown = await (await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) })).json();
    const refusal = refusalIn(answer);
    if (refusal) return refusal;
    const protocol =
      typeof answer === 'object' && answer !== null && 'protocol' in answer ? answer.protocol : undefined;
    if (typeof protocol === 'string' && protocol !== SUBPROTOCOL) {
      return new ReelayError('PROTOCOL_VERSION', { supported: SUBPROTOCOL });
    }
    return unreachable;
  } catch {
    return unreachable;
  }
}
