/** `<reelay-shares>`: frames that other programs can read from shared memory, and how. */
import { html, LitElement, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { copyText } from '../clipboard.ts';
import * as format from '../format.ts';
import { icon } from '../icons/icons.ts';
import { howToRead } from '../live/how-to-read.ts';
import type { Share } from '../live/sources.ts';
import { base, buttons, sectionHead, type } from '../styles/shared.ts';
import { sharesStyles } from './shares.styles.ts';

export class ReelayShares extends LitElement {
  static override properties = { shares: { attribute: false } };
  declare shares: readonly Share[];

  static override styles = [base, type, sectionHead, buttons, sharesStyles];

  override render(): TemplateResult {
    return html`<header>
        <h2>Shared memory</h2>
        <span class="quiet small">${format.count(this.shares.length)}</span>
      </header>
      <ul>
        ${repeat(
          this.shares,
          ({ name }) => name,
          (share) => html`<li>${this.#card(share)}</li>`,
        )}
      </ul>`;
  }

  #card(share: Share): TemplateResult {
    const { name, recording, frames, dropped, state, error } = share;
    return html`<article aria-label="Share ${name}">
      <div>
        <h3 class="mono">${name}</h3>
        <p class="small quiet">of ${recording.name}</p>
      </div>
      <dl>
        ${fact('Picture', `${format.size(share)} ${share.format}`)} ${fact('Interval', interval(share))}
        ${state === 'opening' ? fact('Frames', 'opening') : fact('Frames', format.count(frames))} ${fact('Dropped', format.count(dropped))}
      </dl>
      ${error ? html`<p class="small problem">${error.message} ${error.remedy}</p>` : this.#how(name)}
    </article>`;
  }

  #how(name: string): TemplateResult {
    return html`<details>
      <summary class="small">How to read it</summary>
      ${howToRead(name).map(
        ({ language, line }) => html`<div class="line">
          <code tabindex="0" role="region" aria-label="Reading ${name} in ${language}">${line}</code>
          <button class="plain" aria-label="Copy how to read ${name} in ${language}" @click=${() => copyText(this, line, `${language} copied. Run it in Reelay\u2019s folder.`)}>
            ${icon('copy')} ${language}
          </button>
        </div>`,
      )}
    </details>`;
  }
}

function fact(label: string, value: string): TemplateResult {
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;
}

function interval({ intervalMs }: Share): string {
  return intervalMs === 0 ? 'every frame' : format.duration(intervalMs / 1000);
}

customElements.define('reelay-shares', ReelayShares);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-shares': ReelayShares;
  }
}
