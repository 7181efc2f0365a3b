import { animate } from 'animejs';

const box = document.body.appendChild(document.createElement('div'));
box.className = 'box';
animate(box, { left: ['0px', '100px'], borderRadius: '20px', duration: 1000, ease: 'linear' });
window.look = () => Number.parseFloat(getComputedStyle(box).left);
