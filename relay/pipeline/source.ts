/** The heads of the pipelines that the relay feeds. */
import type { ReelayError } from '../../shared/errors.ts';
import { missingElement } from './check-elements.ts';
import type { InstalledGStreamer } from './preflight.ts';
import { propertyArgument } from './value.ts';

/** GDP packets from standard input, as gst-launch arguments. */
export const GDP_SOURCE: readonly string[] = [
  'fdsrc',
  // Standard input by number: Node's pipes are sockets, which /dev/stdin cannot open.
  'fd=0',
  // One read() a buffer: at the default of 4096 bytes the calls alone would cost more than the copying.
  'blocksize=1048576',
  '!',
  'gdpdepay',
  '!',
];

const SHM_SOURCE = 'shmsrc';

/** GDP packets from memory that another process hands over, as gst-launch arguments. @param controlPath where that process listens */
export function shmSource(controlPath: string): string[] {
  // It knows nothing of what it reads, and gdpdepay takes only what says that it is GDP.
  return [SHM_SOURCE, propertyArgument('socket-path', controlPath), '!', 'application/x-gdp', '!', 'gdpdepay', '!'];
}

/** Why pipelines cannot map a page's file: ELEMENT_MISSING with the command that installs what is; undefined where they can. */
export function ringProblem({ elements }: InstalledGStreamer): ReelayError | undefined {
  return missingElement('Reading frames from shared memory', [SHM_SOURCE], elements);
}
