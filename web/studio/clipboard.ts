import { send } from './events.ts';

/** Copies `text` and says so, or that the browser did not allow it. */
export async function copyText(from: EventTarget, text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    send(from, 'notice', done);
  } catch {
    send(from, 'notice', 'The browser did not allow copying.');
  }
}
