/** The recorder as the relay beside the dev server serves it: always the one that fits it. */
import { type ErrorCode, RemoteError } from '../../shared/errors.ts';
import type * as reelay from '../recorder/index.ts';

export interface RelayRecorder {
  readonly module: typeof reelay;
  /** Options that every recording has. */
  readonly access: { readonly relay: string; readonly token: string };
}

/** Asks the dev server for its relay, which that starts, and loads the recorder. Rejects with what it says. */
export async function loadRecorder(endpoint: string): Promise<RelayRecorder> {
  const answer = await fetch(endpoint);
  const told = (await answer.json()) as RelayRecorder['access'] & {
    readonly error?: { readonly code: ErrorCode; readonly message: string; readonly remedy: string };
  };
  if (told.error) throw new RemoteError(told.error);
  const { relay, token } = told;
  const address = `${relay}/reelay.js`;
  const module = (await import(/* @vite-ignore */ address)) as typeof reelay;
  return { module, access: { relay, token } };
}
