/** `<reelay-transport>`: record, pause, stop; the time; how far it is. Always in the same place. */
import { html, LitElement, nothing } from 'lit';
import { send } from '../events.ts';
import * as format from '../format.ts';
import { icon } from '../icons/icons.ts';
import type { Planned } from '../outlook.ts';
import { fraction, isActive, remainingSeconds, type Run } from '../run/run.ts';
import { base, buttons, type } from '../styles/shared.ts';
import { transportStyles } from './transport.styles.ts';

const STATE_NAMES: Readonly<Record<Run['state'], string>> = {
  idle: 'Ready',
  connecting: 'Connecting',
  recording: 'Recording',
  paused: 'Paused',
  finishing: 'Finishing',
  finished: 'Finished',
  failed: 'Failed',
};

export class ReelayTransport extends LitElement {
  static override properties = {
    run: { attribute: false },
    planned: { attribute: false },
    obstacle: { type: String },
  };
  declare run: Run;
  declare planned: Planned;
  /** Why recording is not possible now, in a few words; undefined where it is. */
  declare obstacle: string | undefined;

  static override styles = [base, type, buttons, transportStyles];

  /** Whether one of the buttons has the focus, or lost it by being disabled. */
  #hasFocus = false;

  override render() {
    const { run, obstacle } = this;
    const active = isActive(run);
    const paused = run.state === 'paused';
    const held = active && run.state !== 'recording' && !paused;
    return html`${this.#track()}
      <div class="bar ${run.state}">
        <div
          class="keys"
          role="group"
          aria-label="Recording controls"
          @focusin=${() => (this.#hasFocus = true)}
          @focusout=${this.#focusOut}
        >
          <button class="plain record" ?disabled=${active || obstacle !== undefined} aria-keyshortcuts="R" aria-describedby="state" @click=${() => send(this, 'record', undefined)}>
            ${icon('record')} Record
          </button>
          <button class="plain pause" ?disabled=${!active || held} aria-keyshortcuts="P" @click=${() => send(this, 'pause', undefined)}>
            ${icon(paused ? 'play' : 'pause')} ${paused ? 'Resume' : 'Pause'}
          </button>
          <button class="plain ${active ? 'loud' : ''}" ?disabled=${!active || run.state === 'finishing'} aria-keyshortcuts="R" @click=${() => send(this, 'stop', undefined)}>${icon('stop')} Stop</button>
        </div>
        <div class="time">
          <div class="now" role="timer" aria-label="Recorded">${this.#time()}</div>
          <div class="state"><span class="lamp"></span><span id="state">${this.#state()}</span></div>
        </div>
      </div>`;
  }

  /** A button that is disabled loses the focus without a word: it goes to the next thing there is to do. */
  override updated(): void {
    if (!this.#hasFocus || this.shadowRoot?.activeElement?.matches(':enabled')) return;
    this.renderRoot.querySelector<HTMLElement>('button.loud:enabled, button.record:enabled')?.focus();
  }

  readonly #focusOut = ({ target }: FocusEvent): void => {
    if (target instanceof HTMLButtonElement && !target.disabled) this.#hasFocus = false;
  };

  #track() {
    const done = isActive(this.run) ? fraction(this.run) : this.run.state === 'finished' ? 1 : 0;
    this.style.setProperty('--done', String(done ?? 0));
    return html`<div
      class="track ${isActive(this.run) ? 'active' : ''} ${done === undefined ? 'open' : ''}"
      role="progressbar"
      aria-label="Recording progress"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${done === undefined ? nothing : Math.round(done * 100)}
    >
      <div class="done"></div>
    </div>`;
  }

  #time(): string {
    const { run, planned } = this;
    if (run.state === 'idle') return format.timecode(0, planned.framesPerSecond);
    const framesPerSecond = run.settings.fps[0] / run.settings.fps[1];
    return format.timecode(Math.round(run.progress.recordedSeconds * framesPerSecond), framesPerSecond);
  }

  #state(): string {
    const { run, planned, obstacle } = this;
    const name = STATE_NAMES[run.state];
    if (obstacle !== undefined && !isActive(run)) return obstacle;
    if (run.state === 'recording' || run.state === 'paused') {
      const left = remainingSeconds(run);
      return left === undefined || run.state === 'paused' ? name : `${name}, ${format.clock(Math.ceil(left))} to go`;
    }
    if (run.state !== 'idle') return name;
    return planned.frames === undefined
      ? `${name}, until stopped`
      : `${name}, ${format.count(planned.frames)} ${planned.frames === 1 ? 'frame' : 'frames'}`;
  }
}

customElements.define('reelay-transport', ReelayTransport);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-transport': ReelayTransport;
  }
}
