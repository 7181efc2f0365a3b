import { animate } from 'motion';

const box = document.body.appendChild(document.createElement('div'));
box.className = 'box';
// One that the browser runs, and one that the library does.
animate(box, { opacity: [0, 1] }, { duration: 1, ease: 'linear' });
let value = 0;
animate(0, 100, { duration: 1, ease: 'linear', onUpdate: (now) => (value = now) });
window.look = () => (Number(getComputedStyle(box).opacity) * 100 + value) / 2;
