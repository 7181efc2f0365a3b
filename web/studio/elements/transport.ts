/** `<reelay-transport>`: record, pause, stop; the time; how far it is. Always in the same place. */
import { css, html, LitElement, nothing } from 'lit';
import { send } from '../events.ts';
import * as format from '../format.ts';
import { icon } from '../icons/icons.ts';
import { fraction, isActive, remainingSeconds, type Run } from '../run/run.ts';
import { base, buttons, type } from '../styles/shared.ts';

const STATE_NAMES: Readonly<Record<Run['state'], string>> = {
  idle: 'Ready',
  connecting: 'Connecting',
  recording: 'Recording',
  paused: 'Paused',
  finishing: 'Finishing',
  finished: 'Finished',
  failed: 'Failed',
};

/** What is counted while nothing runs. */
export interface Planned {
  /** Frames; undefined: until stopped. */
  readonly frames: number | undefined;
  readonly framesPerSecond: number;
}

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

  static override styles = [
    base,
    type,
    buttons,
    css`
      :host {
        position: relative;
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
        overflow: hidden;
      }
      .bar {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 14px 16px;
      }
      .keys {
        display: flex;
        gap: 8px;
      }
      button.plain {
        min-height: 44px;
        padding: 0 16px;
      }
      button.record {
        min-width: 124px;
        border-color: var(--signal);
        background: var(--signal);
        color: var(--on-signal);
      }
      button.record:hover:not(:disabled) {
        background: #b52118;
      }
      button.record:disabled {
        border-color: var(--line-strong);
        background: none;
        color: var(--quiet);
      }
      button.pause {
        min-width: 116px;
      }
      .time {
        margin-left: auto;
        text-align: right;
        line-height: 1.25;
        white-space: nowrap;
      }
      .now {
        font: 500 1.5rem / 1.15 var(--mono);
        letter-spacing: -0.01em;
      }
      .state {
        display: flex;
        align-items: center;
        justify-content: flex-end;
        gap: 8px;
        font-size: 0.8125rem;
        color: var(--quiet);
      }
      .lamp {
        width: 9px;
        height: 9px;
        border-radius: 50%;
        border: 1.5px solid var(--line-strong);
      }
      .recording .lamp {
        border-color: var(--signal);
        background: var(--signal);
      }
      .paused .lamp,
      .failed .lamp {
        border-color: var(--signal);
      }
      .track {
        height: 3px;
        background: var(--line);
      }
      .done {
        height: 100%;
        width: 100%;
        transform-origin: left;
        transform: scaleX(var(--done, 0));
        background: var(--line-strong);
      }
      .track.active .done {
        background: var(--signal);
      }
      .track.open .done {
        transform: none;
        opacity: 0.45;
      }
      @media (max-width: 720px) {
        :host {
          border-radius: 0;
          border-width: 1px 0 0;
        }
        .bar {
          flex-wrap: wrap;
          padding: 10px 16px calc(10px + env(safe-area-inset-bottom));
          row-gap: 8px;
        }
        .time {
          display: flex;
          flex-direction: row-reverse;
          align-items: baseline;
          justify-content: space-between;
          order: -1;
          flex: 1 0 100%;
        }
        .now {
          font-size: 1.125rem;
        }
        .keys {
          flex: 1;
        }
        .keys button {
          flex: 1 1 0;
          min-width: 0;
          padding: 0 8px;
        }
      }
    `,
  ];

  override render() {
    const { run, obstacle } = this;
    const active = isActive(run);
    const paused = run.state === 'paused';
    const held = active && run.state !== 'recording' && !paused;
    return html`${this.#track()}
      <div class="bar ${run.state}">
        <div class="keys" role="group" aria-label="Recording controls">
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
    return planned.frames === undefined ? `${name}, until stopped` : `${name}, ${format.count(planned.frames)} ${planned.frames === 1 ? 'frame' : 'frames'}`;
  }
}

customElements.define('reelay-transport', ReelayTransport);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-transport': ReelayTransport;
  }
}
