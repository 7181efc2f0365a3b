/** Styles that several elements share. */
import { css } from 'lit';

/** Box model, hidden text, focus. Every element of the studio starts from it. */
export const base = css`
  :host {
    box-sizing: border-box;
    display: block;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  [hidden] {
    display: none !important;
  }
  :focus-visible {
    outline: var(--focus);
    outline-offset: 2px;
  }
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  fieldset {
    margin: 0;
    padding: 0;
  }
  fieldset {
    border: 0;
    min-width: 0;
  }
  ul {
    list-style: none;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  svg.icon {
    width: 1.15em;
    height: 1.15em;
    flex: none;
    vertical-align: -0.2em;
  }
`;

/** Headings of panels, quiet text and numerals. */
export const type = css`
  h2 {
    font-size: var(--text-m);
    font-weight: 600;
    line-height: 1.3;
  }
  h3,
  legend,
  .label {
    font-size: 0.8125rem;
    font-weight: 500;
    line-height: 1.3;
    padding: 0;
  }
  .quiet {
    color: var(--quiet);
  }
  .small {
    font-size: 0.8125rem;
  }
  .mono {
    font-family: var(--mono);
  }
`;

/** The head of a part of the page below the stage: its name, and a number or a quiet word beside it. */
export const sectionHead = css`
  header {
    display: flex;
    align-items: baseline;
    gap: 10px;
    margin-bottom: 14px;
  }
  h2 {
    font-size: var(--text-l);
  }
`;

/** Plain buttons: the studio's own, where the component library's would be more than is needed. */
export const buttons = css`
  button.plain,
  a.plain {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 36px;
    padding: 0 12px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-m);
    background: var(--raised);
    color: var(--ink);
    font: 500 var(--text-m) / 1 var(--sans);
    text-decoration: none;
    white-space: nowrap;
    cursor: pointer;
  }
  button.plain:hover,
  a.plain:hover {
    background: var(--hover);
  }
  button.plain:disabled {
    color: var(--quiet);
    border-color: var(--line);
    background: none;
    cursor: not-allowed;
  }
  button.bare,
  a.bare {
    border-color: transparent;
    background: none;
  }
  button.square {
    width: 36px;
    padding: 0;
  }
  button.loud,
  a.loud {
    border-color: var(--ink);
    background: var(--ink);
    color: var(--on-ink);
  }
  button.loud:hover,
  a.loud:hover {
    background: color-mix(in srgb, var(--ink) 85%, var(--raised));
  }
  @media (pointer: coarse) {
    button.plain,
    a.plain {
      min-height: 44px;
    }
    button.square {
      width: 44px;
    }
  }
`;
