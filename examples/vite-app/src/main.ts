/** A drawing pad, recorded in real time while one draws on it. */
import { Recorder, ReelayError } from 'reelay';

const canvas = find('canvas', HTMLCanvasElement);
const form = find('form', HTMLFormElement);
const input = find('input', HTMLInputElement);
const button = find('button', HTMLButtonElement);
const output = find('output', HTMLOutputElement);

/** Ends the recording under way. */
let stop: (() => Promise<void>) | undefined;

form.onsubmit = (event) => {
  event.preventDefault();
  button.disabled = true;
  (stop ? stop() : start())
    .catch((error: unknown) => {
      output.textContent = error instanceof ReelayError ? `${error.message} ${error.remedy}` : String(error);
    })
    .finally(() => {
      button.textContent = stop ? 'Stop' : 'Record';
      button.disabled = false;
    });
};

async function start(): Promise<void> {
  const address = new URL(input.value);
  const recorder = new Recorder({
    relay: address.origin,
    token: address.searchParams.get('token') ?? '',
    mode: 'realtime',
    fps: 30,
    name: 'drawing',
    onProgress: ({ capturedFrames, droppedFrames }) => {
      output.textContent = `${capturedFrames} frames, ${droppedFrames} dropped`;
    },
  });
  await recorder.start(canvas);
  stop = async () => {
    stop = undefined;
    const { url, frames, dropped } = await recorder.stop();
    const link = Object.assign(document.createElement('a'), { href: url, textContent: 'drawing.mp4' });
    output.replaceChildren(`${frames} frames, ${dropped} dropped: `, link);
  };
}

const context = canvas.getContext('2d', { alpha: false });
if (!context) throw new Error('This browser has no 2D canvas.');
const pad = context;
pad.fillStyle = '#fff';
pad.fillRect(0, 0, canvas.width, canvas.height);
pad.lineWidth = 12;
pad.lineCap = 'round';

canvas.onpointerdown = ({ offsetX, offsetY, pointerId }) => {
  canvas.setPointerCapture(pointerId);
  pad.strokeStyle = `hsl(${Math.random() * 360} 80% 45%)`;
  pad.beginPath();
  pad.moveTo(offsetX, offsetY);
};
canvas.onpointermove = ({ offsetX, offsetY, buttons }) => {
  if (buttons === 0) return;
  pad.lineTo(offsetX, offsetY);
  pad.stroke();
};

function find<E extends Element>(selector: string, type: new () => E): E {
  const element = document.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`The page has no ${selector}.`);
  return element;
}
