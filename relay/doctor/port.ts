/** Whether the relay could listen where it is asked to, and who is in its way. */
import { createServer } from 'node:net';
import { type Finding, lack, ok } from './finding.ts';
import { listenerOn } from './listener.ts';

export interface Place {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** Tries to listen there, for a moment. */
export async function checkPort({ host, port }: Place): Promise<Finding> {
  const code = await tryToListen({ host, port });
  if (code === undefined) return ok('port', port === 0 ? 'A free port can be had.' : `Port ${port} is free.`);
  if (code === 'EADDRINUSE') {
    const user = await listenerOn(port);
    const remedy = 'Stop what uses it, or choose another with --port (0 picks a free one).';
    return user?.isRelay
      ? lack('port', 'warning', `Port ${port} is in use by a relay that runs already (process ${user.pid}).`, remedy)
      : lack('port', 'error', `Port ${port} is in use by ${describe(user)}.`, remedy);
  }
  const reason =
    code === 'EACCES'
      ? `Port ${port} may not be used by this user.`
      : `The relay cannot listen at ${host}, port ${port} (${code}).`;
  const remedy =
    code === 'EACCES' ? 'Choose one above 1023 with --port.' : 'Give --host a name or an address of this machine.';
  return lack('port', 'error', reason, remedy);
}

/** The relay listens already, and is asked itself. */
export function ownPort(port: number): Finding {
  return ok('port', `The relay listens on port ${port}.`);
}

function describe(user: { readonly pid: number; readonly name: string } | undefined): string {
  return user ? `${user.name} (process ${user.pid})` : 'another program, which this user may not see';
}

/** The system's error code; undefined where it went well. */
function tryToListen({ host, port }: Place): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
