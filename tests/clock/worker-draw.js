self.onmessage = ({ data: canvas }) => {
  const context = canvas.getContext('2d');
  const draw = (time) => {
    context.clearRect(0, 0, 160, 120);
    context.fillStyle = 'tomato';
    context.fillRect(time / 10, 40 + Math.random() * 20, 30, 30);
    self.postMessage(time / 10);
    requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
};
