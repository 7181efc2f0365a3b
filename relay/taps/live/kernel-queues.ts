/**
 * What the kernel holds of a connection's bytes. Once written they are out of Node's sight: on Linux a connection to the
 * same machine takes 4 MB from a peer that reads nothing. Source: /proc/net/tcp and tcp6 (proc_pid_net(5)). Elsewhere
 * nothing is known.
 */
import { readFile } from 'node:fs/promises';
import { isIPv4, type Socket } from 'node:net';

/** A connection as the kernel's tables name it. */
export interface KernelConnection {
  readonly isIPv6: boolean;
  /** This end first, and the other end first. */
  readonly names: readonly [string, string];
}

/** Undefined where the socket is gone. */
export function kernelConnection(socket: Socket): KernelConnection | undefined {
  const { localAddress, localPort, remoteAddress, remotePort, localFamily } = socket;
  if (localAddress === undefined || remoteAddress === undefined) return undefined;
  const [here, there] = [endName(localAddress, localPort ?? 0), endName(remoteAddress, remotePort ?? 0)];
  return { isIPv6: localFamily === 'IPv6', names: [`${here} ${there}`, `${there} ${here}`] };
}

/**
 * Bytes written to each connection that its peer's machine has not acknowledged; where the peer is on this machine, those
 * that its program has not read, too. Undefined for what is not in the tables. Never rejects.
 */
export async function unreadBytes(
  connections: readonly (KernelConnection | undefined)[],
): Promise<(number | undefined)[]> {
  const needsIPv6 = connections.some((connection) => connection?.isIPv6);
  const [ipv4, ipv6] = await Promise.all([table('tcp'), needsIPv6 ? table('tcp6') : '']);
  const queues = new Map([...queuesIn(ipv4), ...queuesIn(ipv6)]);
  return connections.map((connection) => {
    const [here, there] = (connection?.names ?? []).map((name) => queues.get(name));
    return here && here.unacknowledged + (there?.unread ?? 0);
  });
}

interface Queues {
  readonly unacknowledged: number;
  readonly unread: number;
}

/** `0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 ...`: number, both ends, state, send and receive queue. */
const LINE = /^ *\d+: ([0-9A-F]+:[0-9A-F]{4}) ([0-9A-F]+:[0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):([0-9A-F]{8})/gm;

function queuesIn(text: string): [string, Queues][] {
  return [...text.matchAll(LINE)].map(([, here = '', there = '', sent = '', received = '']) => [
    `${shortened(here)} ${shortened(there)}`,
    { unacknowledged: Number.parseInt(sent, 16), unread: Number.parseInt(received, 16) },
  ]);
}

function table(name: 'tcp' | 'tcp6'): Promise<string> {
  return readFile(`/proc/net/${name}`, 'latin1').catch(() => '');
}

/** IPv4 inside IPv6 as plain IPv4: the two ends of a connection may stand in different tables. */
function shortened(end: string): string {
  return end.startsWith(MAPPED) ? end.slice(MAPPED.length) : end;
}

const MAPPED = '0000000000000000FFFF0000';

function endName(address: string, port: number): string {
  const [text = ''] = address.split('%'); // A zone behind it.
  return shortened(`${words(text)}:${hex(port, 4)}`);
}

/** The address as the tables have it: words of four bytes, each printed as the number it is on a little-endian machine. */
function words(address: string): string {
  const bytes = isIPv4(address) ? address.split('.').map(Number) : ipv6Bytes(address);
  // 0 1 2 3 4 5 ... becomes 3 2 1 0 7 6 ...
  return bytes.map((_, index) => hex(bytes[index ^ 3] ?? 0, 2)).join('');
}

function ipv6Bytes(address: string): number[] {
  // The last four bytes may be written as IPv4.
  const plain = address.replace(/[\d.]+\.\d+$/, (ipv4) => {
    const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number);
    return `${hex(a * 256 + b, 4)}:${hex(c * 256 + d, 4)}`;
  });
  const [before = [], after = []] = plain.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]);
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
