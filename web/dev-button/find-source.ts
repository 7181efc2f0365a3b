/** What of a page is recorded where nobody says it: its canvas, or else the tab. */

import { ReelayError } from '../../shared/errors.ts';

export type DevSource = HTMLCanvasElement | MediaStreamTrack;

/** Chromium's, not in TypeScript's own. */
interface TabOptions extends DisplayMediaStreamOptions {
  readonly preferCurrentTab: boolean;
}

/**
 * The canvas that `selector` names, the largest one without it, and where there is none the tab, which the browser asks about.
 * Rejects with SOURCE_UNSUPPORTED where there is no such canvas, or the tab may not be captured.
 */
export async function findSource(selector: string | undefined): Promise<DevSource> {
  if (selector !== undefined) {
    const found = document.querySelector(selector);
    if (found instanceof HTMLCanvasElement) return found;
    throw unsupported(`the page has no canvas at "${selector}"`, "Correct the plugin's option `selector`.");
  }
  const canvases = [...document.querySelectorAll('canvas')].filter(({ width, height }) => width > 0 && height > 0);
  const [largest] = canvases.sort((a, b) => b.width * b.height - a.width * a.height);
  return largest ?? captureTab();
}

/** Ends the capture of a tab, which the browser shows as long as it lasts. */
export function releaseSource(source: DevSource): void {
  if (source instanceof MediaStreamTrack) source.stop();
}

async function captureTab(): Promise<MediaStreamTrack> {
  const options: TabOptions = { video: { displaySurface: 'browser', frameRate: 60 }, preferCurrentTab: true };
  const stream = await navigator.mediaDevices.getDisplayMedia(options).catch((error: unknown) => {
    throw unsupported(
      `it has no canvas, and the tab may not be captured (${error instanceof Error ? error.message : String(error)})`,
      'Record a page with a canvas, or allow the capture of the tab.',
    );
  });
  const [track] = stream.getVideoTracks();
  if (!track) throw unsupported('the browser gave no picture of the tab', 'Choose a tab, a window or a screen.');
  return track;
}

function unsupported(reason: string, remedy: string): ReelayError {
  return new ReelayError('SOURCE_UNSUPPORTED', { reason, remedy });
}
