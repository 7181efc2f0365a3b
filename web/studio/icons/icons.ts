/** The studio's icons, drawn inline: 16 units square, 1.5 wide lines in the text's colour. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

const SHAPES = {
  record: svg`<circle cx="8" cy="8" r="5" fill="currentColor" stroke="none" />`,
  pause: svg`<path d="M5.5 3.5v9M10.5 3.5v9" stroke-width="2.4" />`,
  play: svg`<path d="M5 3.2v9.6l7.6-4.8z" fill="currentColor" />`,
  stop: svg`<rect x="3.8" y="3.8" width="8.4" height="8.4" rx="0.8" fill="currentColor" stroke="none" />`,
  download: svg`<path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.8 13.2h10.4" />`,
  link: svg`<path d="M6.8 9.2a2.8 2.8 0 0 0 4 0l2-2a2.8 2.8 0 0 0-4-4l-.8.8M9.2 6.8a2.8 2.8 0 0 0-4 0l-2 2a2.8 2.8 0 0 0 4 4l.8-.8" />`,
  bin: svg`<path d="M2.8 4.3h10.4M6.2 4.2V2.7h3.6v1.5M4.2 4.5l.6 8.7h6.4l.6-8.7M6.7 7v3.7M9.3 7v3.7" />`,
  copy: svg`<path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" />`,
  back: svg`<path d="M9.5 3.5 5 8l4.5 4.5" />`,
  sun: svg`<circle cx="8" cy="8" r="2.8" /><path d="M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M3.2 12.8l1.1-1.1M11.7 4.3l1.1-1.1" />`,
  moon: svg`<path d="M13.2 9.7A5.8 5.8 0 0 1 6.3 2.8a5.8 5.8 0 1 0 6.9 6.9Z" />`,
  help: svg`<path d="M5.6 6a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.3 1-1.3 2" /><circle cx="8" cy="12.8" r="0.5" fill="currentColor" />`,
  warning: svg`<path d="M8 2.4 14.2 13H1.8ZM8 6.3v3.4" /><circle cx="8" cy="11.4" r="0.3" fill="currentColor" />`,
  film: svg`<path d="M2.2 3.2h11.6v9.6H2.2zM5 3.2v9.6M11 3.2v9.6M2.2 6.4H5M2.2 9.6H5M11 6.4h2.8M11 9.6h2.8" />`,
  open: svg`<path d="M9.2 2.8h4v4M13 3 7.6 8.4M11.5 9.5v3.7H2.8V4.5h3.7" />`,
  refresh: svg`<path d="M13 8a5 5 0 1 1-1.5-3.6M13.2 2.2v2.6h-2.6" />`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof SHAPES;

/** An icon beside a text, hidden from screen readers; with a `label`, an image of that name. */
export function icon(name: IconName, label?: string): TemplateResult {
  return html`<svg
    class="icon"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    role=${label === undefined ? nothing : 'img'}
    aria-label=${label ?? nothing}
    aria-hidden=${label === undefined ? 'true' : nothing}
  >
    ${SHAPES[name]}
  </svg>`;
}
