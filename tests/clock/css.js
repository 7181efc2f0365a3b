document.head.insertAdjacentHTML(
  'beforeend',
  '<style>@keyframes go { to { left: 100px; rotate: 90deg } } .box { left: 0; animation: go 1s linear forwards }</style>',
);
const box = document.body.appendChild(document.createElement('div'));
box.className = 'box';
window.look = () => Number.parseFloat(getComputedStyle(box).left);
