/** The ways frames can take from Reelay's page to its relay, as the table compares them. */

export interface Way {
  readonly id: string;
  /** As it stands behind "Reelay, ". */
  readonly title: string;
  /** Options of the recorder that choose it. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a recorder does where nothing is chosen and no file can be shared. */
export const SOCKET: Way = { id: 'socket-i420', title: 'socket, I420', options: {} };

export const WAYS: readonly Way[] = [SOCKET];
