// A game with steps of its own: as many as fit into the time that has passed.
const STEP_MS = 5;
const canvas = document.body.appendChild(document.createElement('canvas'));
Object.assign(canvas, { width: 160, height: 120 });
const context = canvas.getContext('2d');
let x = 0;
let last = Date.now();
const loop = () => {
  for (; Date.now() - last >= STEP_MS; last += STEP_MS) x += STEP_MS / 10;
  context.clearRect(0, 0, 160, 120);
  context.fillRect(x, 40 + Math.random() * 20, 30, 30);
  setTimeout(loop, STEP_MS);
};
loop();
window.look = () => x;
