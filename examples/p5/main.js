/**
 * A p5.js sketch that goes by `frameCount`, recorded frame by frame.
 *
 *   npm start              prints http://127.0.0.1:8787/?token=TOKEN
 *   npx vite examples      serves this folder
 *   http://localhost:5173/p5/?token=TOKEN
 */
import p5 from 'p5';

const relay = new URLSearchParams(location.search).get('relay') ?? 'http://127.0.0.1:8787';
const FPS = 60;

const sketch = new p5(
  (p) => {
    p.setup = () => {
      // One canvas pixel is one pixel of the file, whatever the screen's density.
      p.pixelDensity(1);
      p.createCanvas(640, 360);
      p.noStroke();
    };

    p.draw = () => {
      p.background(240);
      for (let i = 0; i < 24; i++) {
        const phase = p.frameCount / FPS + i / 4;
        p.fill(20, 40 + i * 8, 120);
        p.circle(20 + i * 26, 180 + 120 * Math.sin(phase), 22);
      }
    };
  },
  /** @type {HTMLElement} */ (document.querySelector('main')),
);

async function recordTwoSeconds() {
  const { record } = await import(/* @vite-ignore */ `${relay}/reelay.js`);
  // p5 draws when it is told to, and not by the clock.
  sketch.noLoop();
  sketch.frameCount = 0;
  return record(document.querySelector('canvas'), {
    fps: FPS,
    durationSeconds: 2,
    name: 'p5',
    // One redraw() is one frame, and counts `frameCount` up by one.
    draw: () => sketch.redraw(),
  });
}

const button = /** @type {HTMLButtonElement} */ (document.querySelector('button'));
const output = /** @type {HTMLOutputElement} */ (document.querySelector('output'));
button.onclick = async () => {
  button.disabled = true;
  try {
    const { frames, bytes } = await recordTwoSeconds();
    output.textContent = `${frames} frames, ${bytes} bytes`;
  } catch (error) {
    output.textContent = `${error.message} ${error.remedy ?? ''}`;
  } finally {
    sketch.loop();
    button.disabled = false;
  }
};
