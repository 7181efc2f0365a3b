/**
 * Frames that a program makes, in a file of a relay's: on this machine, or on another.
 *
 *     node examples/node/remote.js ADDRESS [FRAMES]
 *
 * ADDRESS is what the relay printed when it started: http://127.0.0.1:8787/?token=...
 */
import { openRecorder } from 'reelay/client';

const [relay = 'http://127.0.0.1:8787/', frames = '120'] = process.argv.slice(2);
const [width, height] = [640, 360];

const recorder = await openRecorder({ relay, width, height, fps: 30, preset: 'mp4', name: 'remote' });
const pixels = new Uint8Array(width * height * 4);
for (let index = 0; index < Number(frames); index++) {
  draw(index);
  // Waits while the encoder has all it can hold. Then the memory may be drawn into again.
  await recorder.push(pixels);
}
const recording = await recorder.stop();
console.log(`${recording.frames} frames: ${recording.url}`);

/**
 * A white bar that goes from left to right, once in two seconds, over a gradient.
 * @param {number} index
 */
function draw(index) {
  const bar = Math.floor(((index % 60) / 60) * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBar = x >= bar && x < bar + 16;
      const at = (y * width + x) * 4;
      pixels[at] = isBar ? 255 : (x * 255) / width;
      pixels[at + 1] = isBar ? 255 : (y * 255) / height;
      pixels[at + 2] = isBar ? 255 : 64;
      pixels[at + 3] = 255;
    }
  }
}
