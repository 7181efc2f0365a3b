/** Proves that a finished or rescued file can be read: opens it, decodes its first frame, and asks how long it is. */
import { basename } from 'node:path';
import { ReelayError } from '../../shared/errors.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import { hasFragments } from './mp4-boxes.ts';
import { shortRun } from './short-run.ts';

export interface VerifiedFile {
  /** 0 where the container does not tell and its packets could not be counted in time. */
  readonly durationNs: Nanoseconds;
  readonly width?: number;
  readonly height?: number;
}

export interface VerifyOptions {
  /**
   * The writer may not have come to its end. What the container tells of its length is not believed then: Matroska, for one,
   * tells where its last cluster begins.
   */
  readonly isCut?: boolean;
  /** Milliseconds for each of the runs. */
  readonly limitMs?: number;
  /** Path of gst-launch-1.0 where it is not the one on PATH. */
  readonly tool?: string;
}

const LIMIT_MS = 30_000;
/**
 * For the first of two attempts. On some torn files GStreamer 1.22's decodebin hangs now and then, without a word (a
 * fragmented MP4 cut in its header: 1 time in 10 on a busy machine); the second attempt tells.
 */
const FIRST_LIMIT_MS = 6_000;
const PROBE = 'reelay_probe';
const BUFFER =
  /\(\d+ bytes, dts: [^,]*, pts: (\d+):(\d+):(\d+)\.(\d{9}), duration: (?:(\d+):(\d+):(\d+)\.(\d{9})|none)/;

/**
 * Opens `path` and decodes its first frame. Throws FILE_UNREADABLE with the cause.
 * @param path its last part must be a generated name (file-name.ts)
 */
export async function verifyFile(path: string, options: VerifyOptions = {}): Promise<VerifiedFile> {
  const { limitMs = LIMIT_MS, tool, isCut = false } = options;
  let opened = await openFile(path, Math.min(limitMs, FIRST_LIMIT_MS), tool);
  if (opened.timedOut && limitMs > FIRST_LIMIT_MS) opened = await openFile(path, limitMs, tool);
  const { problem, timedOut, frames, size } = opened;
  // Decoders are given frames after the probe has had its own, not all of them, and av1dec fails of that.
  const cause = frames === 0 ? (problem ?? 'it has no frames') : timedOut ? problem : undefined;
  if (cause !== undefined) throw new ReelayError('FILE_UNREADABLE', { cause, file: basename(path) });
  let { durationNs } = opened;
  if (isCut) durationNs = (await lastPacketEnd(path, limitMs, tool)) || durationNs;
  else if (durationNs === 0 || (await hasFragments(path)))
    durationNs = Math.max(durationNs, await lastPacketEnd(path, limitMs, tool));
  return { durationNs, ...size };
}

interface OpenedFile {
  readonly problem: string | undefined;
  readonly timedOut: boolean;
  readonly frames: number;
  /** As the container tells it; 0 where it does not. */
  readonly durationNs: Nanoseconds;
  readonly size: { readonly width: number; readonly height: number } | undefined;
}

async function openFile(path: string, limitMs: number, tool: string | undefined): Promise<OpenedFile> {
  let size: OpenedFile['size'];
  let durationNs = 0;
  let frames = 0;
  const { problem, timedOut } = await shortRun({
    path,
    limitMs,
    tool,
    // decodebin finds demuxer and decoder; `video/x-raw(ANY)` skips what is no picture; identity ends the run after one frame: it counts
    // the buffer at which it does so, which it drops.
    pipeline: [
      'decodebin',
      '!',
      'video/x-raw(ANY)',
      '!',
      'identity',
      `name=${PROBE}`,
      'silent=false',
      'eos-after=2',
      '!',
      'fakesink',
    ],
    onLine(line) {
      if (!line.includes(`:${PROBE}: last-message = `)) return;
      size ??= sizeOf(line);
      durationNs ||= segmentDuration(line);
      if (BUFFER.test(line)) frames++;
    },
  });
  return { problem, timedOut, frames, durationNs, size };
}

/** Where the last packet ends: for files whose writer was killed before it wrote their whole duration. Reads, but does not decode. */
async function lastPacketEnd(path: string, limitMs: number, tool: string | undefined): Promise<Nanoseconds> {
  let endNs = 0;
  await shortRun({
    path,
    limitMs,
    tool,
    pipeline: ['parsebin', '!', 'identity', `name=${PROBE}`, 'silent=false', '!', 'fakesink'],
    onLine(line) {
      const match = BUFFER.exec(line)
        ?.slice(1)
        .map((part) => Number(part ?? 0));
      if (match) endNs = Math.max(endNs, nanoseconds(match.slice(0, 4)) + nanoseconds(match.slice(4)));
    },
  });
  return endNs;
}

function nanoseconds([hours = 0, minutes = 0, seconds = 0, fraction = 0]: readonly number[]): Nanoseconds {
  return ((hours * 60 + minutes) * 60 + seconds) * 1e9 + fraction;
}

/** The decoded picture's size, from a caps event. */
function sizeOf(line: string): { width: number; height: number } | undefined {
  const match = /GstEventCaps.*width\\=\\\(int\\\)(\d+).*height\\=\\\(int\\\)(\d+)/.exec(line);
  return match ? { width: Number(match[1]), height: Number(match[2]) } : undefined;
}

/** From a segment event: Matroska and Ogg set its duration, MP4 its stop. Both are all ones where unknown. */
function segmentDuration(line: string): Nanoseconds {
  if (!line.includes('GstEventSegment')) return 0;
  for (const field of ['duration', 'stop']) {
    const value = Number(new RegExp(` ${field}=\\(guint64\\)(\\d+)`).exec(line)?.[1] ?? 0);
    if (Number.isSafeInteger(value) && value > 0) return value;
  }
  return 0;
}
