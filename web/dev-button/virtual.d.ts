/**
 * Types of `virtual:reelay`, which the plugin `reelay/vite` makes. For a program: `"types": ["reelay/virtual"]` in its
 * tsconfig.json, or `/// <reference types="reelay/virtual" />`.
 */
declare module 'virtual:reelay' {
  import type { Recorder, RecorderOptions, RecorderSource, Recording, RecordOptions } from 'reelay';

  /** The recorder of the relay beside the dev server; undefined in a build, which then has nothing of what is done with it. */
  export const reelay:
    | {
        /** As `record()` of `reelay`, at the relay beside the dev server. */
        record(source: RecorderSource, options: RecordOptions): Promise<Recording>;
        /** As `new Recorder()` of `reelay`, likewise. */
        recorder(options?: RecorderOptions): Promise<Recorder>;
        /** Starts recording, as the button does; resolves when it runs. */
        start(): Promise<void>;
        /** Ends what start() or the button began; resolves when the file is complete. */
        stop(): Promise<Recording>;
      }
    | undefined;
}
