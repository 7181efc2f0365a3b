/** `<reelay-format-picker>`: the format of the file, and those of further files of the same frames. */
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Preset } from '../api.ts';
import { send } from '../events.ts';
import type { Form } from '../form/form.ts';
import type { Problems } from '../form/validate.ts';
import type { PresetsState } from '../model.ts';
import { base, type } from '../styles/shared.ts';
import { settingsStyles } from './settings.styles.ts';

export class ReelayFormatPicker extends LitElement {
  static override properties = {
    form: { attribute: false },
    problems: { attribute: false },
    presets: { attribute: false },
    disabled: { type: Boolean },
  };
  declare form: Form;
  declare problems: Problems;
  declare presets: PresetsState;
  declare disabled: boolean;

  static override styles = [base, type, settingsStyles];

  override render(): TemplateResult {
    const { form, problems } = this;
    const presets = this.presets.state === 'ready' ? this.presets.presets : [];
    const loading = this.presets.state === 'loading';
    const chosen = presets.find(({ id }) => id === form.preset);
    return html`<wa-select
        label="Format"
        placeholder=${loading ? 'Asking the relay…' : 'Choose a format'}
        value=${chosen?.id ?? ''}
        hint=${loading ? '' : (problems.preset ?? chosen?.description ?? '')}
        class=${!loading && problems.preset ? 'format wrong' : 'format'}
        ?disabled=${this.disabled || loading}
        @change=${this.#chooseFormat}
      >
        ${presets.map((preset) => option(preset))}
      </wa-select>
      <wa-select
        label="Also as"
        placeholder="One file only"
        multiple
        with-clear
        max-options-visible="2"
        .value=${[...form.also]}
        hint=${loading ? '' : (problems.also ?? '')}
        class=${!loading && problems.also ? 'wrong' : ''}
        ?disabled=${this.disabled || loading}
        @change=${this.#chooseFurther}
      >
        ${presets.map((preset) => option(preset, preset.id === form.preset))}
      </wa-select>`;
  }

  readonly #chooseFormat = (event: Event): void => {
    send(this, 'form-change', { preset: (event.target as HTMLInputElement).value });
  };

  readonly #chooseFurther = (event: Event): void => {
    const { value } = event.target as EventTarget & { value: readonly string[] | string | null };
    send(this, 'form-change', { also: typeof value === 'string' ? [value] : (value ?? []) });
  };
}

/** @param taken whether it is chosen elsewhere already */
function option({ id, label, description, available, problem }: Preset, taken = false): TemplateResult {
  return html`<wa-option value=${id} label=${label} ?disabled=${!available} ?hidden=${taken}>
    ${label}
    ${taken ? nothing : html`<span class="about small">${available ? description : (problem?.message ?? 'Not available on this relay.')}</span>`}
  </wa-option>`;
}

customElements.define('reelay-format-picker', ReelayFormatPicker);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-format-picker': ReelayFormatPicker;
  }
}
