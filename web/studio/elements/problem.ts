/** `<reelay-problem>`: what happened and what to do, announced as soon as it appears. */
import '@awesome.me/webawesome/dist/components/callout/callout.js';
import { css, html, LitElement, nothing } from 'lit';
import { icon } from '../icons/icons.ts';
import type { Problem } from '../problem.ts';
import { base, type } from '../styles/shared.ts';
import { withCode } from '../with-code.ts';

export class ReelayProblem extends LitElement {
  static override properties = { problem: { attribute: false } };
  declare problem: Problem | undefined;

  static override styles = [
    base,
    type,
    css`
      wa-callout {
        --wa-font-size-m: var(--text-m);
      }
      wa-callout::part(message) {
        min-width: 0;
      }
      wa-callout::part(icon) {
        align-self: flex-start;
        margin-top: 1px;
      }
      code {
        font: 400 0.92em var(--mono);
      }
      .message {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .remedy {
        margin-top: 4px;
        overflow-wrap: anywhere;
      }
      .code {
        margin-top: 8px;
        font-size: var(--text-s);
      }
      ::slotted(*) {
        margin-top: 12px;
      }
    `,
  ];

  override render() {
    const { problem } = this;
    if (!problem) return nothing;
    return html`<div role="alert">
      <wa-callout variant="danger" appearance="filled-outlined">
        <span slot="icon">${icon('warning')}</span>
        <p class="message">${problem.message}</p>
        <p class="remedy">${withCode(problem.remedy)}</p>
        <p class="code mono">${problem.code}</p>
        <slot></slot>
      </wa-callout>
    </div>`;
  }
}

customElements.define('reelay-problem', ReelayProblem);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-problem': ReelayProblem;
  }
}
