const canvas = document.body.appendChild(document.createElement('canvas'));
Object.assign(canvas, { width: 160, height: 120 });
let x = 0;
const worker = new Worker(new URL('./worker-draw.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => (x = data);
const offscreen = canvas.transferControlToOffscreen();
worker.postMessage(offscreen, [offscreen]);
window.look = () => x;
