/** A hundred viewers of one live view: the relay while it records, a server that does not look, and GStreamer's own. */
import { readFileSync } from 'node:fs';
import type { RecordReport } from '../children/live-record.ts';
import type { LiveAddress, ViewersReport } from '../lib/live-peers.ts';
import { Meter } from '../lib/meter.ts';
import { NodeChild } from '../lib/node-child.ts';
import { Relay } from '../lib/relay.ts';
import type { Row, Sample } from '../row.ts';

const BYTES_PER_MB = 1e6;

export function liveRows(): Row[] {
  return [
    {
      id: 'live/100/naive',
      title: 'Node, write() to all',
      unit: 'ms',
      measure: (frames) => measurePeer('naive', frames),
    },
    {
      id: 'live/100/gstreamer',
      title: 'GStreamer, multipartmux ! tcpserversink',
      unit: 'ms',
      measure: (frames) => measurePeer('gstreamer', frames),
    },
    { id: 'live/100/reelay', title: 'Reelay, recording H.264 besides', unit: 'ms', measure: measureReelay },
  ];
}

async function measurePeer(kind: 'naive' | 'gstreamer', frames: number): Promise<Sample> {
  await using server = new NodeChild<LiveAddress>(`live-${kind}`);
  const address = await server.next();
  // Awaited here: the server ends with this function.
  return await watch(address, '/', frames);
}

async function measureReelay(frames: number): Promise<Sample> {
  await using relay = await Relay.start();
  const { port } = new URL(relay.origin);
  await using recorder = new NodeChild<string | RecordReport>('live-record', [port, relay.token]);
  await recorder.next();
  const answer = await fetch(`${relay.origin}/api/live?token=${relay.token}`);
  const { live } = (await answer.json()) as { live: { id: string }[] };
  const path = `/live/${live[0]?.id}.mjpeg?token=${relay.token}`;
  const sample = await watch({ port: Number(port), pid: relay.pid }, path, frames);
  recorder.go();
  const { sent, held, recorded } = (await recorder.next()) as RecordReport;
  return {
    ...sample,
    details: { ...sample.details, 'lost by the recording': sent - recorded, 'held back by it': held },
  };
}

async function watch({ port, pid }: LiveAddress, path: string, frames: number): Promise<Sample> {
  await using viewers = new NodeChild<string | ViewersReport>('live-viewers', [port, path, frames].map(String));
  await viewers.next();
  const meter = new Meter({ node: pid });
  meter.begin();
  try {
    const before = residentBytes(pid);
    const report = (await viewers.next()) as ViewersReport;
    return {
      value: report.p99Ms,
      usage: meter.end(),
      details: {
        'median, ms': report.medianMs,
        'lost by 60 readers': report.lost,
        'old pictures after a pause': report.behind,
        'streams torn': report.torn,
        'memory grown, MB': (residentBytes(pid) - before) / BYTES_PER_MB,
        'in the kernel, MB': unsentBytes(port) / BYTES_PER_MB,
      },
    };
  } finally {
    meter.stop();
  }
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024;
}

/** What the kernel holds for the viewers of `port`. */
function unsentBytes(port: number): number {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  const queues = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '']) => `${local} `.endsWith(end))
    .map(([, , , , both = '']) => Number.parseInt(both.split(':')[0] ?? '', 16));
  return queues.reduce((sum, bytes) => sum + (Number.isNaN(bytes) ? 0 : bytes), 0);
}
