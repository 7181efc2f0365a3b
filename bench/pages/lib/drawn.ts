/** What a scene has drawn, asked for from outside the worker it draws in. */

const CHANNEL = 'reelay-bench-drawn';
const QUESTION = 'what was drawn?';

/** Worker: answers with `drawn` as it is then. */
export function answerWithDrawn(drawn: readonly number[]): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === QUESTION) channel.postMessage(drawn);
  };
}

/** Page: numbers of the frames that the scene has drawn, in order. */
export function askForDrawn(): Promise<readonly number[]> {
  const channel = new BroadcastChannel(CHANNEL);
  return new Promise((resolve) => {
    channel.onmessage = ({ data }: MessageEvent<readonly number[]>) => {
      channel.close();
      resolve(data);
    };
    channel.postMessage(QUESTION);
  });
}
