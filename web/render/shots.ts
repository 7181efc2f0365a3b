/** Pictures of the stage that the command takes by DevTools, for what cannot be drawn here. */
import { ReelayError } from '../../shared/errors.ts';
import { SHOOT } from '../../shared/render/messages.ts';

/** A part of the viewport, device pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

type Shoot = (id: string) => void;

// Kept here alone: the rendered page could else ask for pictures of what it holds of other origins.
const shoot = (window as unknown as Record<string, Shoot | undefined>)[SHOOT];
Reflect.deleteProperty(window, SHOOT);

const waiting = new Map<string, (png: string) => void>();
let lastId = 0;

/** What the viewport shows now; the caller closes it. */
export async function shot({ left, top, width, height }: Area): Promise<ImageBitmap> {
  const id = String(++lastId);
  const png = await new Promise<string>((resolve) => {
    waiting.set(id, resolve);
    if (shoot) shoot(id);
    else shown(id, '');
  });
  if (png === '') throw new ReelayError('INTERNAL', { cause: 'the browser gave no picture of the page' });
  const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0));
  return createImageBitmap(new Blob([bytes]), left, top, width, height);
}

/** Called by the command with the picture that was asked for, a PNG in base64; empty where it could not be had. */
export function shown(id: string, png: string): void {
  waiting.get(id)?.(png);
  waiting.delete(id);
}
