/** Makes a very short MPEG-TS recognisable. Source: ISO/IEC 13818-1, 2.4.3. */
import { appendFile, stat } from 'node:fs/promises';

const PACKET_BYTES = 188;
/** Readers know a transport stream by a run of packets: ffprobe wants more than ten. */
const MIN_PACKETS = 64;
const NULL_PACKET_HEADER = Uint8Array.of(0x47, 0x1f, 0xff, 0x10);

/** Appends null packets, which readers skip, where the file at `path` has too few packets. */
export async function lengthenTransportStream(path: string): Promise<void> {
  const { size } = await stat(path);
  if (size === 0 || size % PACKET_BYTES !== 0 || size >= MIN_PACKETS * PACKET_BYTES) return;
  const padding = Buffer.alloc(MIN_PACKETS * PACKET_BYTES - size, 0xff);
  for (let at = 0; at < padding.length; at += PACKET_BYTES) padding.set(NULL_PACKET_HEADER, at);
  await appendFile(path, padding);
}
