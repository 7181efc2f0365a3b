/** The ways frames can take from Reelay's page to its relay, as the table compares them. */

export interface Way {
  readonly id: string;
  /** As it stands behind "Reelay, ". */
  readonly title: string;
  /** Options of the recorder that choose it. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a recorder does where nothing is chosen and no file can be shared; rows that measure no transport use it. */
export const BEST: Way = { id: 'socket-i420', title: 'socket, I420', options: {} };
const SOCKET_EXACT: Way = { id: 'socket-exact', title: 'socket, exact', options: { bytes: 'exact' } };

export const WAYS: readonly Way[] = [SOCKET_EXACT, BEST];
