/** What this browser can do. */
import { trackProcessor } from '../capture/track.ts';
import type { Support } from './options.ts';

/** Looks at the browser without touching any canvas of the page. */
export function detectSupport(): Support {
  const workerCanvas = typeof OffscreenCanvas === 'function';
  const features: Support['features'] = {
    videoFrame: typeof VideoFrame === 'function',
    workerCanvas,
    webgl: workerCanvas && new OffscreenCanvas(1, 1).getContext('webgl2') !== null,
    webgpu: 'gpu' in navigator,
    mediaStreamTrack: trackProcessor() !== undefined,
    moduleWorkers: typeof Worker === 'function',
    secureContext: self.isSecureContext,
  };
  const lacks: readonly (readonly [boolean, string])[] = [
    [features.secureContext, 'The page is not in a secure context: open it through https:// or from localhost.'],
    [
      features.videoFrame,
      'WebCodecs VideoFrame is missing: use Chromium, Chrome or Edge 94, Safari 16.4 or Firefox 130, or later.',
    ],
    [features.moduleWorkers, 'Web Workers are missing: recording is not possible.'],
    [
      features.workerCanvas,
      'OffscreenCanvas is missing: scenes cannot be drawn in a worker; canvases of the page still record.',
    ],
    [features.mediaStreamTrack, 'MediaStreamTrackProcessor is missing: draw the track on a canvas and record that.'],
    [features.webgl, 'WebGL 2 is missing: scenes that need it do not run here.'],
    [features.webgpu, 'WebGPU is missing: canvases drawn with it do not exist here.'],
  ];
  return {
    supported: features.videoFrame && features.moduleWorkers,
    features,
    missing: lacks.filter(([present]) => !present).map(([, sentence]) => sentence),
  };
}
