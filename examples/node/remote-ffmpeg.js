/**
 * What ffmpeg decodes, in a file of a relay's.
 *
 *     node examples/node/remote-ffmpeg.js ADDRESS [INPUT]
 *
 * ADDRESS is what the relay printed when it started: http://127.0.0.1:8787/?token=...
 * INPUT is all that ffmpeg can open; without one, two seconds of its test picture.
 */
import { spawn } from 'node:child_process';
import { openRecorder } from 'reelay/client';

const [relay = 'http://127.0.0.1:8787/', input] = process.argv.slice(2);
const [width, height, fps] = [640, 360, 25];

const source = input === undefined ? ['-f', 'lavfi', '-i', 'testsrc2=duration=2'] : ['-i', input];
const look = ['-vf', `scale=${width}:${height}:out_color_matrix=bt709:out_range=tv,fps=${fps}`, '-pix_fmt', 'yuv420p'];
const ffmpeg = spawn('ffmpeg', ['-v', 'error', ...source, ...look, '-f', 'rawvideo', '-'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

const recorder = await openRecorder({ relay, width, height, fps, format: 'I420', preset: 'mp4', name: 'from ffmpeg' });
const frame = new Uint8Array((width * height * 3) / 2);
let filled = 0;
for await (const chunk of ffmpeg.stdout) {
  for (let from = 0; from < chunk.length; ) {
    const part = chunk.subarray(from, from + frame.length - filled);
    frame.set(part, filled);
    from += part.length;
    filled += part.length;
    if (filled < frame.length) continue;
    // While this waits nothing is read, and ffmpeg waits, too.
    await recorder.push(frame);
    filled = 0;
  }
}
const recording = await recorder.stop();
console.log(`${recording.frames} frames: ${recording.url}`);
