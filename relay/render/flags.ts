/** How the Chromium that renders is started. */
import type { Mode } from '../../shared/wire/messages.ts';
import { isLoopback } from '../../shared/loopback.ts';
import { UNSEEN_FLAGS } from '../browser/chromium.ts';

/** Of hosts that are one word to Chromium: its switch takes a list, with wildcards. */
const PLAIN_HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/;

/** @param url of the page */
export function renderFlags(url: string, mode: Mode): string[] {
  const { protocol, hostname, origin } = new URL(url);
  return [
    ...UNSEEN_FLAGS,
    // Frames are drawn as fast as they are asked for, not as a display shows them.
    ...(mode === 'offline' ? ['--disable-frame-rate-limit', '--disable-gpu-vsync'] : []),
    // The same pixels on every machine.
    '--force-color-profile=srgb',
    '--font-render-hinting=none',
    '--hide-scrollbars',
    '--mute-audio',
    // Nobody is there to click.
    '--autoplay-policy=no-user-gesture-required',
    // Pages are drawn on a canvas (HTML-in-canvas).
    '--enable-blink-features=CanvasDrawElement',
    // Nobody is there to allow a page of the network to reach the relay of this machine.
    '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets,Translate,MediaRouter',
    // The recorder needs a secure context.
    ...(protocol === 'http:' && !isLoopback(hostname) && PLAIN_HOST.test(hostname)
      ? [`--unsafely-treat-insecure-origin-as-secure=${origin}`]
      : []),
  ];
}
