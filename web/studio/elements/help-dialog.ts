/** `<reelay-help>`: keys, and the two modes. */
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { css, html, LitElement } from 'lit';
import { MODES } from '../form/choices.ts';
import { SHORTCUTS } from '../shortcuts.ts';
import { base, type } from '../styles/shared.ts';

export class ReelayHelp extends LitElement {
  static override properties = { open: { type: Boolean } };
  declare open: boolean;

  static override styles = [
    base,
    type,
    css`
      wa-dialog {
        --width: 460px;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 8px 16px;
        align-items: baseline;
        margin: 8px 0 24px;
      }
      dl:last-child {
        margin-bottom: 0;
      }
      dt {
        font-weight: 500;
      }
      kbd {
        display: inline-block;
        min-width: 30px;
        padding: 2px 7px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-s);
        font: 500 0.8125rem/1.5 var(--mono);
        text-align: center;
      }
    `,
  ];

  override render() {
    return html`<wa-dialog label="Help" ?open=${this.open} light-dismiss @wa-after-hide=${this.#closed}>
      <h2>Keys</h2>
      <dl>
        ${SHORTCUTS.map(({ key, does }) => html`<dt><kbd>${key}</kbd></dt><dd>${does}</dd>`)}
      </dl>
      <h2>Modes</h2>
      <dl>
        ${MODES.map(({ label, explanation }) => html`<dt>${label}</dt><dd>${explanation}</dd>`)}
      </dl>
    </wa-dialog>`;
  }

  readonly #closed = (): void => {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
}

customElements.define('reelay-help', ReelayHelp);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-help': ReelayHelp;
  }
}
