const box = document.body.appendChild(document.createElement('div'));
box.className = 'box';
const animation = box.animate({ left: ['0px', '100px'], filter: ['blur(0)', 'blur(4px)'] }, { duration: 1000 });
window.look = () => (Number.parseFloat(getComputedStyle(box).left) + animation.currentTime / 10) / 2;
