import { Application, Graphics } from 'pixi.js';

const app = new Application();
const circle = new Graphics().circle(0, 60, 20).fill('tomato');
await app.init({ width: 160, height: 120, preference: 'webgl' });
document.body.append(app.canvas);
app.stage.addChild(circle);
app.ticker.add(({ elapsedMS }) => (circle.x += elapsedMS / 10));
window.look = () => circle.x;
