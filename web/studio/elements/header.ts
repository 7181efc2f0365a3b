/** `<reelay-header>`: name, theme, help. */
import { css, html, LitElement } from 'lit';
import { send } from '../events.ts';
import { icon } from '../icons/icons.ts';
import { base, buttons } from '../styles/shared.ts';

export class ReelayHeader extends LitElement {
  static override properties = { theme: { type: String } };
  /** The theme that is shown. */
  declare theme: string;

  static override styles = [
    base,
    buttons,
    css`
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        height: 60px;
      }
      h1 {
        display: flex;
        align-items: center;
        gap: 9px;
        margin: 0;
        font-size: 1.125rem;
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      h1 svg {
        width: 24px;
        height: 24px;
      }
      nav {
        display: flex;
        gap: 4px;
        margin-right: -8px;
      }
      @media (max-width: 720px) {
        header {
          height: 52px;
        }
      }
    `,
  ];

  override render() {
    const dark = this.theme === 'dark';
    return html`<header>
      <h1>
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" aria-hidden="true">
          <circle cx="10.5" cy="11.5" r="8" />
          <circle cx="10.5" cy="11.5" r="2.4" fill="var(--signal)" stroke="none" />
          <path d="M10.5 19.5H22" />
        </svg>
        Reelay
      </h1>
      <nav aria-label="Page">
        <button class="plain bare square" aria-label=${dark ? 'Light theme' : 'Dark theme'} @click=${() => send(this, 'theme', undefined)}>
          ${icon(dark ? 'sun' : 'moon')}
        </button>
        <button class="plain bare square" aria-label="Help" aria-keyshortcuts="?" @click=${() => send(this, 'help', undefined)}>${icon('help')}</button>
      </nav>
    </header>`;
  }
}

customElements.define('reelay-header', ReelayHeader);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-header': ReelayHeader;
  }
}
