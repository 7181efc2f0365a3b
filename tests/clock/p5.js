import p5 from 'p5';

let x = 0;
// oxlint-disable-next-line no-new -- A sketch is made so.
new p5((sketch) => {
  sketch.setup = () => sketch.createCanvas(160, 120);
  sketch.draw = () => {
    x = sketch.millis() / 10;
    sketch.background(240);
    sketch.circle(x, 60 + sketch.random(20), 30);
  };
});
window.look = () => x;
