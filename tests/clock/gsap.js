import { gsap } from 'gsap';

const box = document.body.appendChild(document.createElement('div'));
box.className = 'box';
gsap.to(box, { x: 100, rotation: 90, duration: 1, ease: 'none' });
window.look = () => gsap.getProperty(box, 'x');
