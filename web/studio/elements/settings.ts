/** `<reelay-settings>`: all that is chosen before recording, but the animation. */
import '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Quality } from '../api.ts';
import { send } from '../events.ts';
import { CUSTOM, QUALITIES, RATES, sizeKey, SIZES } from '../form/choices.ts';
import type { Form } from '../form/form.ts';
import { type Problems, qualityProblem } from '../form/validate.ts';
import * as format from '../format.ts';
import type { PresetsState } from '../model.ts';
import { base, type } from '../styles/shared.ts';
import { settingsStyles } from './settings.styles.ts';
import type { ChooseEvent } from './segmented.ts';
import './format-picker.ts';
import './mode-picker.ts';
import './segmented.ts';

export class ReelaySettings extends LitElement {
  static override properties = {
    form: { attribute: false },
    problems: { attribute: false },
    presets: { attribute: false },
    disabled: { type: Boolean },
    defaultName: { type: String },
  };
  declare form: Form;
  declare problems: Problems;
  declare presets: PresetsState;
  declare disabled: boolean;
  /** What an empty name stands for. */
  declare defaultName: string;

  static override styles = [base, type, settingsStyles];

  override render() {
    return html`${this.#picture()} ${this.#length()} <reelay-mode-picker .value=${this.form.mode} ?disabled=${this.disabled}></reelay-mode-picker> ${this.#file()}`;
  }

  #picture(): TemplateResult {
    const { form } = this;
    return html`<section role="group" aria-label="Picture">
      <div class="pair sizes">
        <wa-select label="Size" value=${form.size} ?disabled=${this.disabled} @change=${this.#set('size')}>
          ${SIZES.map((size) => html`<wa-option value=${sizeKey(size)} label=${size.label}>${size.label} <span>${format.size(size)}</span></wa-option>`)}
          <wa-option value=${CUSTOM}>Custom</wa-option>
        </wa-select>
        <wa-select label="Frame rate" value=${form.fps} ?disabled=${this.disabled} @change=${this.#set('fps')}>
          ${Object.keys(RATES)
            .sort((a, b) => Number(a) - Number(b))
            .map((rate) => html`<wa-option value=${rate} label="${rate} fps">${rate} fps</wa-option>`)}
          <wa-option value=${CUSTOM}>Custom</wa-option>
        </wa-select>
      </div>
      ${
        form.size === CUSTOM
          ? html`<div class="pair">${this.#text('width', 'Width, pixels', form.width)} ${this.#text('height', 'Height, pixels', form.height)}</div>`
          : nothing
      }
      ${form.fps === CUSTOM ? this.#text('customFps', 'Frames per second', form.customFps, this.problems.fps) : nothing}
    </section>`;
  }

  #length(): TemplateResult {
    const { form } = this;
    const segments = [
      { value: 'seconds', label: 'Timed' },
      { value: 'until-stopped', label: 'Until stopped' },
    ];
    return html`<section role="group" aria-label="Length" class="pair wide">
      <reelay-segmented
        label="Length"
        .segments=${segments}
        .value=${form.length}
        ?disabled=${this.disabled}
        @choose=${({ detail }: ChooseEvent) => this.#change({ length: detail as Form['length'] })}
      ></reelay-segmented>
      ${form.length === 'seconds' ? this.#text('seconds', 'Seconds', form.seconds) : nothing}
    </section>`;
  }

  #file(): TemplateResult {
    const { form, presets } = this;
    if (presets.state === 'failed')
      return html`<section role="group" aria-label="File"><p class="quiet">The formats are known once the relay answers.</p></section>`;
    const { problems } = this;
    const known = presets.state === 'ready' ? presets.presets : [];
    const chosen = known.filter(({ id }) => id === form.preset || form.also.includes(id));
    const segments = QUALITIES.map(({ quality, label }) => ({
      value: quality,
      label,
      unavailable: qualityProblem(chosen, quality),
    }));
    return html`<section role="group" aria-label="File">
      <reelay-format-picker .form=${form} .problems=${problems} .presets=${presets} ?disabled=${this.disabled}></reelay-format-picker>
      <reelay-segmented
        class="quality"
        label="Quality"
        .segments=${segments}
        .value=${form.quality}
        ?disabled=${this.disabled}
        @choose=${({ detail }: ChooseEvent) => this.#change({ quality: detail as Quality })}
      ></reelay-segmented>
      ${this.#text('name', 'Name', form.name)}
    </section>`;
  }

  #text(
    field: 'width' | 'height' | 'customFps' | 'seconds' | 'name',
    label: string,
    value: string,
    problem = this.problems[field as keyof Problems],
  ): TemplateResult {
    return html`<wa-input
      label=${label}
      .value=${value}
      hint=${problem ?? ''}
      class=${problem ? 'wrong' : ''}
      placeholder=${field === 'name' ? this.defaultName : ''}
      inputmode=${field === 'name' || field === 'customFps' ? 'text' : 'decimal'}
      autocomplete="off"
      ?disabled=${this.disabled}
      @input=${this.#set(field)}
    ></wa-input>`;
  }

  #set(field: keyof Form) {
    return (event: Event): void => this.#change({ [field]: (event.target as HTMLInputElement).value });
  }

  #change(change: Partial<Form>): void {
    send(this, 'form-change', change);
  }
}

customElements.define('reelay-settings', ReelaySettings);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-settings': ReelaySettings;
  }
}
