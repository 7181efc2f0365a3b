/** A 2D context, on screen or off. */
export type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** The canvas's 2D context. Throws where the canvas has none. */
export function context2d(
  canvas: OffscreenCanvas | HTMLCanvasElement,
  settings: CanvasRenderingContext2DSettings,
): Context2D {
  const context = isOffscreen(canvas) ? canvas.getContext('2d', settings) : canvas.getContext('2d', settings);
  if (!context) throw new Error('the canvas has no 2D context');
  return context;
}

/** The canvas's WebGL 2 context. Throws where there is none. */
export function contextWebgl2(
  canvas: OffscreenCanvas | HTMLCanvasElement,
  settings: WebGLContextAttributes,
): WebGL2RenderingContext {
  const context = isOffscreen(canvas) ? canvas.getContext('webgl2', settings) : canvas.getContext('webgl2', settings);
  if (!context) throw new Error('WebGL 2 is not available here');
  return context;
}

function isOffscreen(canvas: OffscreenCanvas | HTMLCanvasElement): canvas is OffscreenCanvas {
  return typeof OffscreenCanvas !== 'undefined' && canvas instanceof OffscreenCanvas;
}
