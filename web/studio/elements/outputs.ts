/** `<reelay-outputs>`: the files that one recording made, each with what became of it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { RelayClient, Sidecar } from '../api.ts';
import { downloadName } from '../outputs.ts';
import * as format from '../format.ts';
import { icon } from '../icons/icons.ts';
import { base, buttons, type } from '../styles/shared.ts';
import { linkTo } from '../view.ts';

export class ReelayOutputs extends LitElement {
  static override properties = {
    outputs: { attribute: false },
    client: { attribute: false },
    current: { type: String },
  };
  declare outputs: readonly Sidecar[];
  declare client: RelayClient;
  /** Id of the file that is shown above. */
  declare current: string;

  static override styles = [
    base,
    type,
    buttons,
    css`
      ul {
        margin-top: 6px;
        border-top: 1px solid var(--line);
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        gap: 2px 16px;
        align-items: center;
        min-height: 45px;
        padding: 4px 0;
        border-bottom: 1px solid var(--line);
      }
      .file {
        color: inherit;
        text-underline-offset: 3px;
        text-decoration-color: var(--line-strong);
        overflow-wrap: anywhere;
      }
      .file[aria-current] {
        font-weight: 600;
        text-decoration: none;
      }
      .problem {
        grid-column: 1 / -1;
        color: var(--signal-ink);
        padding-bottom: 6px;
      }
      a.square {
        width: 36px;
        padding: 0;
      }
      @media (pointer: coarse) {
        a.square {
          width: 44px;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<section aria-label="Files">
      <h3>Files, ${format.count(this.outputs.length)}</h3>
      <ul>
        ${this.outputs.map((output) => this.#row(output))}
      </ul>
    </section>`;
  }

  #row(output: Sidecar): TemplateResult {
    const { id, file, error, url } = output;
    return html`<li>
      <a class="file" href=${linkTo(id)} aria-current=${id === this.current ? 'true' : nothing}>${file}</a>
      <span class="small quiet">${result(output)}</span>
      ${
        url === ''
          ? html`<span></span>`
          : html`<a class="plain bare square" href=${this.client.downloadUrl(output)} download=${downloadName(output)} aria-label="Download ${file}">${icon('download')}</a>`
      }
      ${error ? html`<p class="problem small">${error.message}</p>` : nothing}
    </li>`;
  }
}

function result({ state, frames, bytes }: Sidecar): string {
  if (state === 'recording') return 'being written';
  if (state === 'failed') return 'no file';
  return `${format.count(frames)} frames · ${format.bytes(bytes)}`;
}

customElements.define('reelay-outputs', ReelayOutputs);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-outputs': ReelayOutputs;
  }
}
