/** `<reelay-doctor>`: what lacks on the relay's machine, and what to do about it; where nothing does, one quiet line. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { type Examination, type Finding, headline, lacksOf } from '../doctor.ts';
import { icon } from '../icons/icons.ts';
import { base, type } from '../styles/shared.ts';
import { withCode } from '../with-code.ts';

export class ReelayDoctor extends LitElement {
  static override properties = { examination: { attribute: false } };
  declare examination: Examination;

  static override styles = [
    base,
    type,
    css`
      summary {
        width: fit-content;
        cursor: pointer;
        border-radius: var(--radius-s);
      }
      ul {
        display: grid;
        gap: 12px;
        margin-top: 12px;
      }
      .quiet ul {
        gap: 4px;
      }
      li {
        overflow-wrap: anywhere;
        max-width: 90ch;
      }
      .remedy {
        margin-top: 2px;
      }
      code {
        font: 400 0.92em var(--mono);
      }
      .lacks {
        padding: 14px 16px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-m);
        background: var(--panel);
      }
      .lacks summary {
        font-weight: 600;
      }
      .lacks.error {
        border-color: var(--signal);
        background: var(--signal-wash);
      }
      .lacks.error summary {
        color: var(--signal-ink);
      }
    `,
  ];

  override render(): TemplateResult {
    const { examination } = this;
    const lacks = lacksOf(examination);
    if (lacks.length === 0) {
      return html`<details class="quiet small">
        <summary>Everything the relay needs is there.</summary>
        ${list(examination.findings)}
      </details>`;
    }
    return html`<section aria-label="What is missing">
      <details class="lacks ${examination.state}" ?open=${examination.state === 'error'}>
        <summary>${icon('warning')} ${headline(lacks)}</summary>
        ${list(lacks)}
      </details>
    </section>`;
  }
}

function list(findings: readonly Finding[]): TemplateResult {
  return html`<ul>
    ${findings.map(
      ({ message, remedy }, index) => html`<li>
        <p>${message}</p>
        ${
          // What was just said is not said again.
          remedy === undefined || remedy === findings[index - 1]?.remedy
            ? nothing
            : html`<p class="remedy">${withCode(remedy)}</p>`
        }
      </li>`,
    )}
  </ul>`;
}

customElements.define('reelay-doctor', ReelayDoctor);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-doctor': ReelayDoctor;
  }
}
