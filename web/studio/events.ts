/** What the studio's elements tell the app. */
import type { Form } from './form/form.ts';
import type { Sidecar } from './api.ts';
import type { RenderRequest } from './pages/render-job.ts';

interface StudioEvents {
  /** A setting was changed. */
  'form-change': Partial<Form>;
  /** Record, or stop where a recording is under way. */
  record: undefined;
  stop: undefined;
  /** Pause, or resume. */
  pause: undefined;
  /** Have a page rendered, or end that. */
  render: RenderRequest;
  'stop-render': undefined;
  help: undefined;
  theme: undefined;
  /** From a recording, or from a failure, back to the animation. */
  stage: undefined;
  /** Ask the relay again. */
  retry: undefined;
  /** Delete a recording, once the person has confirmed it. */
  discard: Sidecar;
  /** Something for screen readers, and for a moment on the screen. */
  notice: string;
}

/** Tells whoever listens further out. */
export function send<Name extends keyof StudioEvents>(from: EventTarget, name: Name, detail: StudioEvents[Name]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** Listens for what `send` tells. */
export function listen<Name extends keyof StudioEvents>(
  at: EventTarget,
  name: Name,
  act: (detail: StudioEvents[Name]) => void,
): void {
  at.addEventListener(name, (event) => act((event as CustomEvent<StudioEvents[Name]>).detail));
}
