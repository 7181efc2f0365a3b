/**
 * three.js with a loop of one's own: render, capture, next frame.
 *
 *   npm start              prints http://127.0.0.1:8787/?token=TOKEN
 *   npx vite examples      serves this folder
 *   http://localhost:5173/three/?token=TOKEN
 */
import { BoxGeometry, Color, Mesh, MeshNormalMaterial, PerspectiveCamera, Scene, WebGLRenderer } from 'three';

const relay = new URLSearchParams(location.search).get('relay') ?? 'http://127.0.0.1:8787';
const FPS = 60;
const FRAMES = 2 * FPS;

const renderer = new WebGLRenderer({ antialias: true });
// One canvas pixel is one pixel of the file, whatever the screen's density.
renderer.setPixelRatio(1);
renderer.setSize(640, 360);
document.body.prepend(renderer.domElement);

const scene = new Scene();
scene.background = new Color('#ffffff');
const camera = new PerspectiveCamera(40, 640 / 360, 0.1, 10);
camera.position.z = 4;
const box = new Mesh(new BoxGeometry(1, 1, 1), new MeshNormalMaterial());
scene.add(box);

/** @param {number} timeSeconds */
function render(timeSeconds) {
  box.rotation.set(timeSeconds * 0.7, timeSeconds * 1.1, 0);
  renderer.render(scene, camera);
}

/** The page's own loop, by the clock. */
const live = (/** @type {number} */ timeMs) => render(timeMs / 1000);
renderer.setAnimationLoop(live);

async function recordTwoSeconds() {
  const { Recorder } = await import(/* @vite-ignore */ `${relay}/reelay.js`);
  const recorder = new Recorder({ fps: FPS, name: 'three' });
  await recorder.start(renderer.domElement);
  // Only the recording draws meanwhile.
  renderer.setAnimationLoop(null);
  for (let frame = 0; frame < FRAMES; frame++) {
    render(frame / FPS);
    // In the same task as the drawing: a WebGL canvas can be read only until it is shown.
    await recorder.capture();
  }
  return recorder.stop();
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
    renderer.setAnimationLoop(live);
    button.disabled = false;
  }
};
