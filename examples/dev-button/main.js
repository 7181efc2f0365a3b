/** A dial that turns. The button in the corner (or Alt+Shift+R) records it as it is; O records one turn, every frame of it. */
import { reelay } from 'virtual:reelay';

const canvas = document.querySelector('canvas');
const context = canvas.getContext('2d');
const SECONDS_PER_TURN = 2;

function draw(seconds) {
  const { width, height } = canvas;
  context.fillStyle = '#14181c';
  context.fillRect(0, 0, width, height);
  const angle = (seconds / SECONDS_PER_TURN) * Math.PI * 2;
  context.strokeStyle = '#ffb000';
  context.lineWidth = 24;
  context.beginPath();
  context.arc(width / 2, height / 2, 120, angle, angle + 1);
  context.stroke();
}

function run(timeMs) {
  if (!isRecording) draw(timeMs / 1000);
  requestAnimationFrame(run);
}
let isRecording = false;
requestAnimationFrame(run);

async function recordOneTurn() {
  isRecording = true;
  try {
    const options = {
      fps: 60,
      durationSeconds: SECONDS_PER_TURN,
      name: 'turn',
      draw: ({ timeSeconds }) => draw(timeSeconds),
    };
    const { url } = await reelay.record(canvas, options);
    console.log(`One turn: ${url}`);
  } finally {
    isRecording = false;
  }
}

// Undefined in a build, which has nothing of what stands here.
if (reelay) addEventListener('keydown', ({ key }) => key === 'o' && void recordOneTurn());
