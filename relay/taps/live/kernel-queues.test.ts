import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { kernelConnection, unreadBytes } from './kernel-queues.ts';

const open: { readonly servers: Server[]; readonly sockets: Socket[] } = { servers: [], sockets: [] };

afterEach(() => {
  for (const socket of open.sockets.splice(0)) socket.destroy();
  for (const server of open.servers.splice(0)) server.close();
});

/** A connection to `address` of a server that listens on `host`; the client reads nothing yet. */
async function connection(host: string, address: string): Promise<{ served: Socket; client: Socket }> {
  const server = createServer().listen(0, host);
  open.servers.push(server);
  await once(server, 'listening');
  const listening = server.address();
  if (typeof listening !== 'object' || !listening) throw new Error('no port');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect({ host: address, port: listening.port });
  client.pause();
  const [served] = await accepted;
  open.sockets.push(served, client);
  return { served, client };
}

const write = (socket: Socket, bytes: number): Promise<void> =>
  new Promise((resolve) => socket.write(Buffer.alloc(bytes), () => resolve()));

const hasIPv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ...(hasIPv6
    ? [
        ['::1', '::1'],
        // The server's end is in the table of IPv6, the client's in that of IPv4.
        ['::', '127.0.0.1'],
      ]
    : []),
] as [string, string][])('what %s wrote to %s counts until it is read', async (host, address) => {
  const { served, client } = await connection(host, address);
  const look = async (): Promise<number> => (await unreadBytes([kernelConnection(served)]))[0] ?? Number.NaN;
  expect(await look()).toBe(0);
  await write(served, 20_000);
  // The receipt may be under way, and the bytes in both queues.
  expect(await look()).toBeGreaterThanOrEqual(20_000);
  expect(await look()).toBeLessThanOrEqual(40_000);
  const read = new Promise<void>((resolve) => {
    let received = 0;
    client.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received === 20_000) resolve();
    });
  });
  client.resume();
  await read;
  await expect.poll(look).toBe(0);
});

test('a megabyte for a peer that reads nothing is all seen', async () => {
  const { served } = await connection('127.0.0.1', '127.0.0.1');
  await write(served, 1_000_000);
  const [unread = 0] = await unreadBytes([kernelConnection(served)]);
  expect(unread).toBeGreaterThanOrEqual(1_000_000);
});

test('nothing is known of a connection that is gone', async () => {
  const { served } = await connection('127.0.0.1', '127.0.0.1');
  const gone = kernelConnection(served);
  served.destroy();
  await once(served, 'close');
  expect(kernelConnection(served)).toBeUndefined();
  expect(await unreadBytes([undefined])).toEqual([undefined]);
  expect(gone?.names).toHaveLength(2);
});
