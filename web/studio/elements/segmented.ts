/** `<reelay-segmented>`: one of a few, side by side. Native radio buttons, so that keys and screen readers work as ever. */
import { html, LitElement, nothing } from 'lit';
import { base, type } from '../styles/shared.ts';
import { segmentedStyles } from './segmented.styles.ts';

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

  static override styles = [base, type, segmentedStyles];

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
