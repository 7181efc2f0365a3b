/** The record button in the corner of a page that is being developed. */
import type { Take, TakeState } from './take.ts';

const STYLE = `
  :host { all: initial; position: fixed; inset: auto 12px 12px auto; z-index: 2147483647; color-scheme: light dark; }
  div { display: flex; gap: 8px; align-items: center; justify-content: end; font: 13px/1.4 system-ui, sans-serif; }
  output { max-width: 360px; padding: 4px 8px; border-radius: 6px; background: #14181ce6; color: #fff; }
  output:empty { display: none; }
  a { color: #9cd0ff; }
  button { width: 36px; height: 36px; padding: 0; border: 2px solid #fff; border-radius: 50%; background: #14181c; cursor: pointer;
    display: grid; place-items: center; box-shadow: 0 1px 4px #0006; }
  button:focus-visible { outline: 3px solid #4aa3ff; outline-offset: 2px; }
  button::before { content: ''; width: 14px; height: 14px; border-radius: 50%; background: #ff4d4d; }
  button[aria-pressed=true]::before { border-radius: 2px; background: #fff; }
  button[aria-pressed=true] { background: #c62828; }
  button:disabled { opacity: .6; cursor: progress; }
`;

/** Puts it into the page, in a shadow tree that the page's styles do not reach. @param key what else does the same */
export function showButton(take: Take, key: string): void {
  const host = document.createElement('reelay-button');
  const shadow = host.attachShadow({ mode: 'open' });
  const row = document.createElement('div');
  const output = document.createElement('output');
  const button = document.createElement('button');
  button.type = 'button';
  button.onclick = () => take.toggle();
  row.append(output, button);
  const style = document.createElement('style');
  style.textContent = STYLE;
  shadow.append(style, row);
  const show = (state: TakeState): void => {
    const isRunning = state.name === 'recording';
    button.ariaPressed = String(isRunning);
    button.ariaLabel = isRunning ? 'Stop recording' : 'Record';
    button.title = `${button.ariaLabel} (${key})`;
    button.disabled = state.name === 'starting' || state.name === 'finishing';
    output.replaceChildren(...contentOf(state));
  };
  take.onChange = show;
  show(take.state);
  document.body.append(host);
}

function contentOf(state: TakeState): (string | Node)[] {
  switch (state.name) {
    case 'idle':
      return [];
    case 'starting':
      return ['starting'];
    case 'recording':
      return [`${state.seconds.toFixed(1)} s, ${state.frames} frames`];
    case 'finishing':
      return ['finishing'];
    case 'failed':
      return [state.message];
    case 'finished': {
      const { name, url, frames, dropped } = state.recording;
      const link = Object.assign(document.createElement('a'), { href: url, target: '_blank', textContent: name });
      return [link, `, ${frames} frames${dropped > 0 ? `, ${dropped} dropped` : ''}`];
    }
  }
}
