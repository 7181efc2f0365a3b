/** What a canvas and its context are. Those of an iframe are instances of its own classes, so that they are told by name. */

export function isCanvas(value: object): value is HTMLCanvasElement | OffscreenCanvas {
  return ['HTMLCanvasElement', 'OffscreenCanvas'].includes(nameOf(value));
}

/** Whether the element belongs to a window that is not this one: an iframe's, or that of the page around. */
export function isOfAnotherWindow(canvas: HTMLCanvasElement | OffscreenCanvas): boolean {
  return 'ownerDocument' in canvas && canvas.ownerDocument !== document;
}

export function isWebGl(context: object): context is WebGLRenderingContext | WebGL2RenderingContext {
  return isWebGl2(context) || nameOf(context) === 'WebGLRenderingContext';
}

export function isWebGl2(context: object): context is WebGL2RenderingContext {
  return nameOf(context) === 'WebGL2RenderingContext';
}

function nameOf(object: object): string {
  return Object.prototype.toString.call(object).slice('[object '.length, -1);
}
