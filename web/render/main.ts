/** The stage's program: served to the page that `reelay render` opens, as `render.js`. */
export { render, stop } from './render.ts';
export { shown } from './shots.ts';
