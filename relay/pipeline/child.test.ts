import { expect, it, onTestFinished } from 'vitest';
import { type ChildTimes, PipelineChild } from './child.ts';
import type { DisplayReport, QosReport } from './launch-messages.ts';
import type { PipelineWarning } from './warnings.ts';

/** Runs `pipeline`, which has a source of its own, and collects what it reports. */
async function watch(pipeline: string, times: Partial<ChildTimes> = {}) {
  const warnings: PipelineWarning[] = [];
  const qos: QosReport[] = [];
  const displays: DisplayReport[] = [];
  const child = new PipelineChild({
    directory: '/',
    pipeline: pipeline.split(' '),
    verbose: true,
    times,
    onWarning: (warning) => warnings.push(warning),
    onQos: (report) => qos.push(report),
    onDisplay: (report) => displays.push(report),
  });
  onTestFinished(async () => {
    child.kill();
    await child.outcome;
  });
  child.expectEnd();
  const outcome = await child.outcome;
  return { outcome, warnings, qos, displays, tail: child.tail.lines.join('\n') };
}

it('tells of frames that elements left out, and of warnings with their reason; the pipeline goes on', async () => {
  // The sink shows nothing that is over 20 ms late, and each frame is 67 ms later than the one before it: more on a busy
  // machine, never less. No element before the sink leaves frames out, so each comes to it; it warns at the first that is over
  // a second behind what it last showed.
  const { outcome, warnings, qos, tail } = await watch(
    'videotestsrc num-buffers=45 ! video/x-raw,framerate=30/1 ! identity sleep-time=100000 ! fakesink sync=true qos=true max-lateness=20000000',
  );
  expect(outcome).toEqual({ kind: 'ended' });
  expect(qos.length).toBeGreaterThan(30);
  qos.forEach(({ element, dropped }, index) => {
    expect(element).toBe('fakesink0');
    expect(dropped).toBe(index + 1);
  });
  const report = qos.at(-1)!;
  expect(report.ptsNs! % 33_333_333).toBeLessThan(100);
  expect(report.jitterNs).toBeGreaterThan(0);
  expect(report.proportion).toBeGreaterThan(1);
  // GStreamer's sinks say so of all that they time.
  expect(report.live).toBe(true);
  expect(tail).not.toContain('GstMessageQOS');
  expect(warnings[0]).toEqual({
    element: 'fakesink0',
    message: 'A lot of buffers are being dropped. (There may be a timestamping problem, or this computer is too slow.)',
  });
});

it('tells what fpsdisplaysink counts', async () => {
  const { outcome, displays, tail } = await watch(
    'videotestsrc num-buffers=60 ! video/x-raw,framerate=30/1 ! fpsdisplaysink text-overlay=false video-sink=fakesink',
  );
  expect(outcome).toEqual({ kind: 'ended' });
  const last = displays.at(-1)!;
  expect(last.rendered + last.dropped).toBeGreaterThan(30);
  expect(last.rendered + last.dropped).toBeLessThanOrEqual(60);
  expect(last.currentRate).toBeGreaterThan(0);
  expect(last.averageRate).toBeGreaterThan(0);
  expect(tail).not.toContain('last-message');
});

it('progress gives the end more time, but not for ever', async () => {
  // It makes frames of its own, as videorate does before a frame that is far off.
  const { outcome } = await watch(
    'videotestsrc ! progressreport update-freq=1 silent=false do-query=false ! fakesink',
    {
      drainMs: 1500,
    },
  );
  expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'PIPELINE_STUCK' } });
  expect(outcome.kind === 'failed' && outcome.error.message).toContain('within 1.5 s');
});
