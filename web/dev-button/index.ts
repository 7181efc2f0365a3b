/**
 * What `virtual:reelay` is made of while developing (relay/vite/plugin.ts): the recorder of the relay beside the dev server, and
 * the button. The recorder itself comes from the relay.
 */
import type { Recorder, RecorderOptions, RecorderSource, Recording, RecordOptions } from '../recorder/index.ts';
import { showButton } from './button.ts';
import { isKey } from './key.ts';
import { loadRecorder, type RelayRecorder } from './load.ts';
import { Take } from './take.ts';

/** What `virtual:reelay` exports as `reelay`. web/dev-button/virtual.d.ts says the same to programs. */
export interface DevReelay {
  record(source: RecorderSource, options: RecordOptions): Promise<Recording>;
  recorder(options?: RecorderOptions): Promise<Recorder>;
  start(): Promise<void>;
  stop(): Promise<Recording>;
}

interface Settings {
  /** Address at which the dev server tells its own pages of the relay. */
  readonly endpoint: string;
  readonly button: boolean;
  /** Such as `Alt+Shift+R`. */
  readonly key: string;
  readonly selector?: string;
  /** How the button records. */
  readonly recording: Pick<RecorderOptions, 'preset' | 'fps' | 'quality' | 'bitrate' | 'name'>;
}

/** Shows the button, if it is wanted, and gives what programs use. Call it once. */
export function createReelay({ endpoint, button, key, selector, recording }: Settings): DevReelay {
  let loading: Promise<RelayRecorder> | undefined;
  // Asked for at first use; what failed is tried again.
  const load = (): Promise<RelayRecorder> => {
    loading ??= loadRecorder(endpoint).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  const take = new Take({ load, selector, recording });
  if (button) showButton(take, key);
  addEventListener('keydown', (event) => {
    if (!isKey(event, key)) return;
    event.preventDefault();
    take.toggle();
  });
  return {
    async record(source, options) {
      const { module, access } = await load();
      return module.record(source, { ...access, ...options });
    },
    async recorder(options = {}) {
      const { module, access } = await load();
      return new module.Recorder({ ...access, ...options });
    },
    start: () => take.start(),
    stop: () => take.stop(),
  };
}
