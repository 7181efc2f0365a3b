/** What runs in each document of a page whose canvas is recorded. */

/** Where a document keeps its recording: a name that no page has. */
export const CANVAS_RECORDING = 'globalThis[Symbol.for("reelay.canvas-recording")]';

export interface CanvasScriptOptions {
  /** Address of the recorder module. */
  readonly module: string;
  readonly selector: string;
  readonly isPaused: boolean;
  /** Of the recorder. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Waits for the canvas, then records it. `stop()` resolves with what went wrong, if anything did; `place()` with the
 * time in what this document records, null where it records nothing.
 */
export function canvasScript({ module, selector, isPaused, options }: CanvasScriptOptions): string {
  return `if (window === top) ${CANVAS_RECORDING} ??= (() => {
    let recorder, error, isPaused = ${JSON.stringify(isPaused)}, isStopped = false;
    const found = new Promise((resolve) => {
      const look = () => {
        const canvas = document.querySelector(${JSON.stringify(selector)});
        if (canvas instanceof HTMLCanvasElement) resolve(canvas);
        return canvas instanceof HTMLCanvasElement;
      };
      if (look()) return;
      const observer = new MutationObserver(() => look() && observer.disconnect());
      observer.observe(document, { childList: true, subtree: true });
    });
    const begun = found.then(async (canvas) => {
      const { Recorder } = await import(${JSON.stringify(module)});
      if (isStopped) return;
      recorder = new Recorder(${JSON.stringify({ ...options, mode: 'realtime' })});
      await recorder.start(canvas);
      if (isPaused) await recorder.pause();
    }).catch((problem) => { error = String(problem?.message ?? problem); });
    return {
      async place() {
        if (!recorder) return null;
        await begun;
        return error === undefined ? recorder.timeNs : null;
      },
      async pause() { isPaused = true; if (recorder) { await begun; await recorder.pause(); } },
      async resume() { isPaused = false; if (recorder) { await begun; await recorder.resume(); } },
      async stop() {
        isStopped = true;
        if (recorder) {
          await begun;
          await recorder.stop().catch((problem) => { error ??= String(problem?.message ?? problem); });
        }
        return error ?? null;
      },
    };
  })()`;
}
