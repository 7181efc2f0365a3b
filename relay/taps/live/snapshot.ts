/** A watcher that wants one picture. */
import { ReelayError } from '../../../shared/errors.ts';
import type { Channel, Watcher } from './channel.ts';
import type { Part } from './multipart-writer.ts';

/** The next picture of `channel`, or the newest where others watch. Rejects where none comes within `limitMs`. */
export function takeSnapshot(channel: Channel, limitMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const watcher: Watcher = {
      sent: 0,
      dropped: 0,
      show({ jpeg }: Part) {
        leave();
        resolve(jpeg);
      },
      end(error = new ReelayError('LIVE_ENDED')) {
        leave();
        reject(error);
      },
    };
    const timer = setTimeout(
      () => watcher.end(new ReelayError('LIVE_NO_PICTURE', { seconds: limitMs / 1000 })),
      limitMs,
    );
    const leave = (): void => {
      clearTimeout(timer);
      channel.remove(watcher);
    };
    channel.add(watcher);
  });
}
