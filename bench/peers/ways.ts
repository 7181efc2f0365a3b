/** The ways frames can take from Reelay's page to its relay, as the table compares them. */
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Way {
  readonly id: string;
  /** As it stands behind "Reelay, ". */
  readonly title: string;
  /** What a recording must say of how its frames came. */
  readonly transport: 'ring' | 'ring-read' | 'socket' | 'encoded';
  /** Beginning of the browser's profile folder, where the relay must find it. */
  readonly profile?: string;
  /** Options of the recorder that choose it. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A name by which relays know profiles of browsers that Reelay started (relay/browser/profile.ts). */
const KNOWN_PROFILE = `reelay-profile.${process.pid}.`;

/** What a recorder chooses by itself at best; rows that measure no transport use it. */
export const RING: Way = {
  id: 'ring',
  title: 'ring',
  transport: 'ring',
  profile: path.join('/dev/shm', KNOWN_PROFILE),
  options: {},
};
/** Where the folder for temporary files is on a disk; else the row fails, and says so. */
const RING_READ: Way = {
  id: 'ring-read',
  title: 'ring, read by the relay',
  transport: 'ring-read',
  profile: path.join(tmpdir(), KNOWN_PROFILE),
  options: {},
};
const SOCKET_EXACT: Way = {
  id: 'socket-exact',
  title: 'socket, exact',
  transport: 'socket',
  options: { transport: 'socket', bytes: 'exact' },
};
export const SOCKET: Way = {
  id: 'socket-i420',
  title: 'socket, I420',
  transport: 'socket',
  options: { transport: 'socket' },
};
const ENCODED: Way = {
  id: 'encoded',
  title: 'encoded in page',
  transport: 'encoded',
  options: { transport: 'encoded' },
};

export const WAYS: readonly Way[] = [RING, RING_READ, SOCKET_EXACT, SOCKET, ENCODED];
