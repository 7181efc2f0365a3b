/** `<reelay-meters>`: the figures of a recording and their course. It keeps its height whatever they are. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import * as format from '../format.ts';
import { isActive, NO_PROGRESS, remainingSeconds, type Run } from '../run/run.ts';
import { NO_SAMPLES } from '../run/samples.ts';
import { base, type } from '../styles/shared.ts';
import './chart.ts';

const NONE = '–';

export class ReelayMeters extends LitElement {
  static override properties = { run: { attribute: false }, theme: { type: String } };
  declare run: Run;
  declare theme: string;

  static override styles = [
    base,
    type,
    css`
      :host {
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
        padding: 16px;
        container-type: inline-size;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(8, minmax(0, 1fr));
        gap: 12px 16px;
      }
      @container (max-width: 760px) {
        dl {
          grid-template-columns: repeat(4, minmax(0, 1fr));
        }
      }
      dt {
        font-size: var(--text-s);
        color: var(--quiet);
      }
      dd {
        font: 500 1rem / 1.3 var(--mono);
        white-space: nowrap;
      }
      @container (max-width: 420px) {
        dl {
          column-gap: 8px;
        }
        dd {
          font-size: 0.9375rem;
        }
      }
      dd.alarm {
        color: var(--signal-ink);
      }
      .course {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 4px 20px;
        margin: 18px 0 2px;
      }
      .key {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: var(--text-s);
        color: var(--quiet);
      }
      .key::before {
        content: '';
        width: 16px;
        border-top: 2px solid var(--ink);
      }
      .key.credit::before {
        border-top: 2px dashed var(--line-strong);
      }
      .key.drops::before {
        border-color: var(--signal);
      }
      h2 {
        margin-right: auto;
      }
      .head {
        margin-bottom: 12px;
      }
    `,
  ];

  override render() {
    const { run } = this;
    const measured = run.state !== 'idle';
    const progress = measured ? run.progress : NO_PROGRESS;
    const left = isActive(run) ? remainingSeconds(run) : measured ? 0 : undefined;
    const when = (text: string): string => (measured ? text : NONE);
    return html`<h2 class="head">Measurements</h2>
      <dl>
        ${figure('Captured', when(format.count(progress.capturedFrames)))} ${figure('Encoded', when(format.count(progress.encodedFrames)))}
        ${figure('Frames/s', when(String(Math.round(measured ? (run.samples.framesPerSecond.at(-1) ?? 0) : 0))))} ${figure('Dropped', when(format.count(progress.droppedFrames)), progress.droppedFrames > 0)} ${figure('Speed', when(format.speed(progress.speed)))}
        ${figure('Elapsed', when(format.clock(progress.elapsedSeconds)))} ${figure('Remaining', left === undefined ? NONE : format.clock(Math.ceil(left)))}
        ${figure('File size', when(format.bytes(progress.bytes)))}
      </dl>
      <div class="course">
        <span class="key">Frames a second</span>
        <span class="key credit">Credit, frames</span>
        <span class="key drops">Dropped, in all</span>
      </div>
      <reelay-chart .samples=${measured ? run.samples : NO_SAMPLES} theme=${this.theme}></reelay-chart>`;
  }
}

function figure(label: string, value: string, alarm = false): TemplateResult {
  return html`<div>
    <dt>${label}</dt>
    <dd class=${alarm ? 'alarm' : ''}>${value}</dd>
  </div>`;
}

customElements.define('reelay-meters', ReelayMeters);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-meters': ReelayMeters;
  }
}
