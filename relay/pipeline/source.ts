/** The head of every pipeline that the relay feeds. */

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
