/** `<reelay-details>`: a recording's file: what can be done with it, and every fact about it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { RelayClient, Sidecar } from '../api.ts';
import { copyText } from '../clipboard.ts';
import { send } from '../events.ts';
import * as format from '../format.ts';
import { icon } from '../icons/icons.ts';
import { describeGap, factsOf } from '../facts.ts';
import { downloadName } from '../outputs.ts';
import { base, buttons, type } from '../styles/shared.ts';
import './outputs.ts';
import './problem.ts';

export class ReelayDetails extends LitElement {
  static override properties = {
    sidecar: { attribute: false },
    outputs: { attribute: false },
    client: { attribute: false },
  };
  declare sidecar: Sidecar;
  /** All files of the recording, this one included. */
  declare outputs: readonly Sidecar[];
  declare client: RelayClient;

  static override styles = [
    base,
    type,
    buttons,
    css`
      :host {
        display: grid;
        gap: 18px;
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
        padding: 16px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .actions .last {
        margin-left: auto;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(130px, 1fr));
        gap: 14px 20px;
      }
      dt {
        font-size: var(--text-s);
        color: var(--quiet);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .list {
        display: grid;
        gap: 4px;
        margin-top: 6px;
      }
      .list li {
        overflow-wrap: anywhere;
      }
      .pipeline {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 8px;
        align-items: start;
        margin-top: 6px;
      }
      code {
        display: block;
        max-height: 9.5em;
        overflow: auto;
        padding: 10px 12px;
        border: 1px solid var(--line);
        border-radius: var(--radius-s);
        background: var(--raised);
        font: 400 var(--text-s) / 1.6 var(--mono);
        overflow-wrap: anywhere;
      }
      @media (max-width: 720px) {
        .actions .plain {
          flex: 1 1 calc(50% - 4px);
        }
        .actions .last {
          margin-left: 0;
        }
      }
    `,
  ];

  override render() {
    const { sidecar, client } = this;
    const { state, error, warnings, gaps } = sidecar;
    return html`${
      state === 'finished'
        ? html`<div class="actions">
            <a class="plain loud" href=${client.downloadUrl(sidecar)} download=${downloadName(sidecar)}>${icon('download')} Download</a>
            ${this.#copy()} ${this.#remove()}
          </div>`
        : sidecar.playlist === undefined
          ? nothing
          : html`<div class="actions">${this.#copy()}</div>`
    }
      ${error ? html`<reelay-problem .problem=${error}></reelay-problem>` : nothing} ${state === 'failed' ? html`<div class="actions">${this.#remove()}</div>` : nothing}
      ${this.outputs.length > 1 ? html`<reelay-outputs .outputs=${this.outputs} .client=${client} current=${sidecar.id}></reelay-outputs>` : nothing}
      <dl>
        ${factsOf(sidecar).map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
      </dl>
      ${lines('Warnings', warnings)} ${lines('Gaps', gaps.map(describeGap))}
      ${
        sidecar.pipeline === ''
          ? nothing
          : html`<section aria-label="Pipeline">
            <h3>Pipeline</h3>
            <div class="pipeline">
              <code tabindex="0" role="region" aria-label="The pipeline's command">${sidecar.pipeline}</code>
              <button class="plain square" aria-label="Copy the pipeline" @click=${() => copyText(this, sidecar.pipeline, 'Pipeline copied.')}>${icon('copy')}</button>
            </div>
          </section>`
      }`;
  }

  #copy(): TemplateResult {
    return html`<button class="plain" @click=${this.#copyLink}>${icon('link')} Copy link</button>`;
  }

  #remove(): TemplateResult {
    return html`<button class="plain last" @click=${() => send(this, 'discard', this.sidecar)}>${icon('bin')} Delete</button>`;
  }

  readonly #copyLink = (): void => {
    void copyText(this, this.client.fileUrl(this.sidecar), this.client.linkNotice);
  };
}

function lines(title: string, texts: readonly string[]): TemplateResult | typeof nothing {
  if (texts.length === 0) return nothing;
  return html`<section aria-label=${title}>
    <h3>${title}, ${format.count(texts.length)}</h3>
    <ul class="list small">
      ${texts.map((text) => html`<li>${text}</li>`)}
    </ul>
  </section>`;
}

customElements.define('reelay-details', ReelayDetails);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-details': ReelayDetails;
  }
}
