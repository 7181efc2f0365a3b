/** `<reelay-mode-picker>`: offline or realtime, each with what it means. */
import { css, html, LitElement } from 'lit';
import type { Mode } from '../api.ts';
import { send } from '../events.ts';
import { MODES } from '../form/choices.ts';
import { base, type } from '../styles/shared.ts';

export class ReelayModePicker extends LitElement {
  static override properties = { value: { type: String }, disabled: { type: Boolean } };
  declare value: Mode;
  declare disabled: boolean;

  static override styles = [
    base,
    type,
    css`
      legend {
        margin-bottom: 6px;
      }
      label {
        position: relative;
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px 10px;
        padding: 10px 12px;
        border: 1px solid var(--line-strong);
        background: var(--raised);
        cursor: pointer;
      }
      label:first-of-type {
        border-radius: var(--radius-m) var(--radius-m) 0 0;
      }
      label:last-of-type {
        border-top: 0;
        border-radius: 0 0 var(--radius-m) var(--radius-m);
      }
      input {
        accent-color: var(--ink);
        width: 16px;
        height: 16px;
        margin: 2px 0 0;
      }
      .name {
        font-weight: 500;
      }
      .small {
        grid-column: 2;
        line-height: 1.4;
      }
      label:has(:checked) {
        background: var(--hover);
      }
      label:has(:disabled) {
        cursor: not-allowed;
      }
      label:has(:focus-visible) {
        outline: var(--focus);
        outline-offset: 2px;
        z-index: 1;
      }
      input:focus-visible {
        outline: none;
      }
    `,
  ];

  override render() {
    return html`<fieldset>
      <legend>Mode</legend>
      ${MODES.map(
        ({ mode, label, explanation }) => html`<label>
          <input
            type="radio"
            name="mode"
            .checked=${mode === this.value}
            ?disabled=${this.disabled}
            aria-label=${label}
            aria-describedby="mode-${mode}"
            @change=${() => send(this, 'form-change', { mode })}
          />
          <span class="name">${label}</span>
          <span class="small quiet" id="mode-${mode}">${explanation}</span>
        </label>`,
      )}
    </fieldset>`;
  }
}

customElements.define('reelay-mode-picker', ReelayModePicker);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-mode-picker': ReelayModePicker;
  }
}
