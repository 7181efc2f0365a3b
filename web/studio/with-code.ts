import { html, type TemplateResult } from 'lit';

/** Text in which `backticks` mark what is typed as it stands. */
export function withCode(text: string): (string | TemplateResult)[] {
  return text.split('`').map((part, i) => (i % 2 === 0 ? part : html`<code>${part}</code>`));
}
