/** `<reelay-segmented>`: one of a few, side by side. Native radio buttons, so that keys and screen readers work as ever. */
import { css, html, LitElement, nothing } from 'lit';
import { base, type } from '../styles/shared.ts';

/** One of the choices. */
export interface Segment {
  readonly value: string;
  readonly label: string;
  /** Why it cannot be chosen; undefined where it can. */
  readonly unavailable?: string | undefined;
}

/** Detail: the value that was chosen. */
export type ChooseEvent = CustomEvent<string>;

export class ReelaySegmented extends LitElement {
  static override properties = {
    label: { type: String },
    segments: { attribute: false },
    value: { type: String },
    disabled: { type: Boolean },
  };
  declare label: string;
  declare segments: readonly Segment[];
  declare value: string;
  declare disabled: boolean;

  static override styles = [
    base,
    type,
    css`
      .row {
        display: flex;
        margin-top: 6px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-m);
        background: var(--raised);
      }
      label {
        position: relative;
        flex: 1 1 auto;
        display: grid;
        place-items: center;
        min-height: 34px;
        padding: 0 8px;
        white-space: nowrap;
        cursor: pointer;
      }
      label + label {
        border-left: 1px solid var(--line);
      }
      input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: inherit;
      }
      label:hover:not(:has(:disabled)) {
        background: var(--hover);
      }
      label:has(:checked) {
        background: var(--ink);
        color: var(--on-ink);
        margin: -1px;
        border: 1px solid var(--ink);
        border-radius: var(--radius-m);
        z-index: 1;
      }
      label:has(:focus-visible) {
        outline: var(--focus);
        outline-offset: 2px;
        z-index: 2;
      }
      label:has(:disabled) {
        cursor: not-allowed;
      }
      label:has(:disabled:not(:checked)) {
        color: var(--quiet);
        text-decoration: line-through;
        text-decoration-color: var(--line-strong);
      }
      :host([disabled]) label:has(:disabled:not(:checked)) {
        text-decoration: none;
      }
      :host([disabled]) label:has(:checked) {
        border-color: var(--line-strong);
        background: var(--hover);
        color: var(--ink);
      }
      .why {
        margin-top: 6px;
        line-height: 1.4;
      }
      @media (pointer: coarse) {
        label {
          min-height: 44px;
        }
      }
    `,
  ];

  override render() {
    const reasons = this.segments.flatMap(({ unavailable }) => unavailable ?? []);
    return html`<fieldset aria-describedby=${reasons.length > 0 ? 'why' : nothing}>
      <legend>${this.label}</legend>
      <div class="row">
        ${this.segments.map(
          ({ value, label, unavailable }) => html`<label>
            <input
              type="radio"
              name="segment"
              .value=${value}
              .checked=${value === this.value}
              ?disabled=${this.disabled || unavailable !== undefined}
              @change=${this.#choose}
            />
            <span>${label}</span>
          </label>`,
        )}
      </div>
      ${reasons.length > 0 ? html`<p id="why" class="why quiet small">${reasons.join(' ')}</p>` : nothing}
    </fieldset>`;
  }

  #choose(event: Event): void {
    const detail = (event.target as HTMLInputElement).value;
    this.dispatchEvent(new CustomEvent('choose', { detail }));
  }
}

customElements.define('reelay-segmented', ReelaySegmented);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-segmented': ReelaySegmented;
  }
}
