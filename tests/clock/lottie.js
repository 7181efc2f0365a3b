import lottie from 'lottie-web';

const held = (k) => ({ a: 0, k });
const linear = { i: { x: [1], y: [1] }, o: { x: [0], y: [0] } };
const moving = {
  a: 1,
  k: [
    { t: 0, s: [0, 60, 0], ...linear },
    { t: 100, s: [100, 60, 0] },
  ],
};
const animation = lottie.loadAnimation({
  container: document.body,
  renderer: 'svg',
  loop: false,
  animationData: {
    ...{ v: '5.7.0', fr: 100, ip: 0, op: 101, w: 160, h: 120, ddd: 0, assets: [] },
    layers: [
      {
        ...{ ddd: 0, ind: 1, ty: 1, nm: 'box', sr: 1, sw: 20, sh: 20, sc: '#ff6347', ip: 0, op: 101, st: 0, bm: 0 },
        ks: { o: held(100), r: held(0), p: moving, a: held([10, 10, 0]), s: held([100, 100, 100]) },
      },
    ],
  },
});
window.look = () => animation.currentFrame;
