/** A recording's sidecar in words. */
import type { Recording, RecordingGap } from '../recorder/index.ts';
import type { Sidecar } from './api.ts';
import * as format from './format.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

const REASONS: Readonly<Record<RecordingGap['reason'], string>> = {
  credit: 'the pipeline was slower',
  busy: 'the recorder was busy',
  late: 'the clock had gone past them',
};

const TRANSPORTS: Readonly<Record<Recording['transport'], string>> = {
  socket: 'over the socket',
  ring: 'through a file that GStreamer mapped',
  'ring-read': 'through a file that the relay read',
  encoded: 'encoded by the browser',
};

/** In which codec they came, and what became of that. */
function encodedFact({ codec, stored }: Sidecar): string {
  if (codec === undefined) return '';
  return ` as ${codec.toUpperCase()}, ${stored === true ? 'stored as they came' : 'encoded again'}`;
}

/** Everything worth knowing about a recording, the most asked first. */
export function factsOf(sidecar: Sidecar): readonly Fact[] {
  const { frames, dropped, fps, mode, durationNs, startedAt, finishedAt, versions, transport } = sidecar;
  const tookSeconds = finishedAt === null ? undefined : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return [
    { label: 'Duration', value: format.duration(durationNs / 1e9) },
    { label: 'Frames', value: format.count(frames) },
    { label: 'Dropped', value: format.count(dropped) },
    { label: 'Picture', value: format.size(sidecar) },
    { label: 'Frame rate', value: `${format.rate(fps)} fps${fps[1] === 1 ? '' : ` (${fps[0]}/${fps[1]})`}` },
    { label: 'Timestamps (PTS)', value: timestamps(sidecar) },
    { label: 'File size', value: format.bytes(sidecar.bytes) },
    { label: 'Format', value: `${sidecar.preset}, ${sidecar.mime}` },
    { label: 'Mode', value: mode === 'offline' ? 'Offline' : 'Realtime' },
    { label: 'Frames came', value: `${TRANSPORTS[transport]}${encodedFact(sidecar)}` },
    { label: 'Started', value: new Date(startedAt).toLocaleString() },
    ...(tookSeconds === undefined ? [] : [{ label: 'Took', value: format.duration(tookSeconds) }]),
    { label: 'File', value: sidecar.file },
    { label: 'Made with', value: `Reelay ${versions.reelay}, GStreamer ${versions.gstreamer}` },
  ];
}

/** What a gap is, where it lies and why. */
export function describeGap({ count, beforeFrame, fromNs, toNs, reason }: RecordingGap): string {
  const what = count === 1 ? '1 frame' : `${format.count(count)} frames`;
  return `${what} before frame ${format.count(beforeFrame)}, ${(fromNs / 1e9).toFixed(3)} to ${(toNs / 1e9).toFixed(3)} s: ${REASONS[reason]}`;
}

function timestamps({ mode, frames, fps: [numerator, denominator] }: Sidecar): string {
  if (mode === 'realtime') return 'by the time of capture';
  const last = Math.floor((Math.max(0, frames - 1) * denominator * 1e9) / numerator);
  return `0 to ${format.trim(last / 1e9, 3)} s, exact`;
}
