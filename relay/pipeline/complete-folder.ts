/** Completes recordings that are folders: what a killed writer left is made whole. */
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { frameTimeNs, type Nanoseconds, type Rate } from '../../shared/media/time.ts';
import { byNumber, FIRST_PICTURE, FIRST_SEGMENT, HLS_INDEX } from './folder-names.ts';
import { lengthenTransportStream } from './transport-stream.ts';
import { type VerifiedFile, verifyFile, type VerifyOptions } from './verify.ts';

const END = '#EXT-X-ENDLIST';
const HEADER = ['#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-MEDIA-SEQUENCE:0', '#EXT-X-TARGETDURATION:2', ''];
/** The last chunk of every PNG. Source: RFC 2083, 4.1.4. */
const PNG_END = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]);

/** Completes and verifies an HLS folder. Throws FILE_UNREADABLE. */
export async function completeHls(folder: string, options: VerifyOptions): Promise<VerifiedFile> {
  const playlist = path.join(folder, HLS_INDEX);
  let text = await readFile(playlist, 'utf8').catch(() => HEADER.join('\n'));
  if (!text.includes(END)) text = await closePlaylist(folder, text, options);
  const last = (await numbered(folder, '.ts')).at(-1);
  if (last !== undefined) await lengthenTransportStream(path.join(folder, last));
  const { width, height } = await verifyFile(path.join(folder, FIRST_SEGMENT), options);
  const durations = [...text.matchAll(/^#EXTINF:([\d.]+)/gm)].map(([, seconds]) => Number(seconds));
  const durationNs = Math.round(durations.reduce((sum, seconds) => sum + seconds, 0) * 1e9);
  return { durationNs, ...(width && height ? { width, height } : {}) };
}

/** Adds the segments that the writer had not listed yet, and the end. */
async function closePlaylist(folder: string, text: string, options: VerifyOptions): Promise<string> {
  const lines = [text.trimEnd()];
  for (const name of await numbered(folder, '.ts')) {
    if (text.includes(`\n${name}`)) continue;
    const segment = path.join(folder, name);
    const seconds = await segmentSeconds(segment, options);
    if (seconds === 0) await rm(segment);
    else lines.push(`#EXTINF:${seconds},`, name);
  }
  const closed = `${[...lines, END].join('\n')}\n`;
  const playlist = path.join(folder, HLS_INDEX);
  await writeFile(`${playlist}.tmp`, closed);
  await rename(`${playlist}.tmp`, playlist);
  return closed;
}

/** 0 where there is nothing to play in it. */
async function segmentSeconds(segment: string, options: VerifyOptions): Promise<number> {
  if ((await stat(segment)).size === 0) return 0;
  return verifyFile(segment, { ...options, isCut: true }).then(
    ({ durationNs }) => durationNs / 1e9,
    () => 0,
  );
}

/** Completes and verifies a folder of pictures at `rate`. Throws FILE_UNREADABLE. */
export async function completePictures(folder: string, rate: Rate, options: VerifyOptions): Promise<VerifiedFile> {
  const names = await numbered(folder, '.png');
  const last = names.at(-1);
  if (last !== undefined && !(await isWhole(path.join(folder, last)))) {
    await rm(path.join(folder, last));
    names.pop();
  }
  const durationNs: Nanoseconds = frameTimeNs(names.length, rate);
  // The last one was written last: where it can be read, so can those before.
  return { ...(await verifyFile(path.join(folder, names.at(-1) ?? FIRST_PICTURE), options)), durationNs };
}

async function isWhole(picture: string): Promise<boolean> {
  return (await readFile(picture)).subarray(-PNG_END.length).equals(PNG_END);
}

/** Names in `folder` with this ending, by their number. */
async function numbered(folder: string, ending: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /^\d+\./.test(name) && name.endsWith(ending)).sort(byNumber);
}
