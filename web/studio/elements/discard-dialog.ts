/** `<reelay-discard>`: asks before a recording is deleted, and says so where that fails. */
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { css, html, LitElement, nothing } from 'lit';
import type { Sidecar } from '../api.ts';
import * as format from '../format.ts';
import { type Problem, toProblem } from '../problem.ts';
import { base, buttons, type } from '../styles/shared.ts';
import './problem.ts';

export class ReelayDiscard extends LitElement {
  static override properties = {
    sidecar: { attribute: false },
    erase: { attribute: false },
    open: { state: true },
    problem: { state: true },
    busy: { state: true },
  };
  declare sidecar: Sidecar | undefined;
  /** Deletes it. Throws what the relay says. */
  declare erase: (sidecar: Sidecar) => Promise<void>;
  declare private open: boolean;
  declare private problem: Problem | undefined;
  declare private busy: boolean;

  static override styles = [
    base,
    type,
    buttons,
    css`
      wa-dialog {
        --width: 440px;
      }
      strong {
        overflow-wrap: anywhere;
      }
      reelay-problem {
        margin-top: 16px;
      }
      .footer {
        display: flex;
        justify-content: flex-end;
        gap: 8px;
      }
      button.delete {
        border-color: var(--signal);
        background: var(--signal);
        color: var(--on-signal);
      }
      button.delete:hover {
        background: #b52118;
      }
    `,
  ];

  /** Asks about `sidecar`. */
  ask(sidecar: Sidecar): void {
    this.sidecar = sidecar;
    this.problem = undefined;
    this.busy = false;
    this.open = true;
  }

  override render() {
    const { sidecar, problem } = this;
    return html`<wa-dialog label="Delete this recording?" ?open=${this.open} light-dismiss @wa-after-hide=${() => (this.open = false)}>
      ${
        sidecar
          ? html`<p><strong>${sidecar.file}</strong>, ${format.bytes(sidecar.bytes)}, is removed from the relay\u2019s disk. This cannot be undone.</p>`
          : nothing
      }
      ${problem ? html`<reelay-problem .problem=${problem}></reelay-problem>` : nothing}
      <div slot="footer" class="footer">
        <button class="plain" autofocus @click=${() => (this.open = false)}>Keep</button>
        <button class="plain delete" ?disabled=${this.busy} @click=${this.#confirm}>Delete recording</button>
      </div>
    </wa-dialog>`;
  }

  readonly #confirm = async (): Promise<void> => {
    if (!this.sidecar) return;
    this.busy = true;
    try {
      await this.erase(this.sidecar);
      this.open = false;
    } catch (error) {
      this.problem = toProblem(error);
    }
    this.busy = false;
  };
}

customElements.define('reelay-discard', ReelayDiscard);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-discard': ReelayDiscard;
  }
}
