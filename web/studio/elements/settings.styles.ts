import { css } from 'lit';

/** Looks of `<reelay-settings>`. */
export const settingsStyles = css`
  :host,
  section {
    display: grid;
    gap: 16px;
  }
  :host {
    gap: 20px;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
    align-items: start;
  }
  .pair.wide {
    grid-template-columns: 1.55fr 1fr;
  }
  .pair > :only-child {
    grid-column: 1 / -1;
  }
  wa-select,
  wa-input,
  reelay-segmented {
    min-width: 0;
  }
  wa-select::part(form-control-label),
  wa-input::part(form-control-label) {
    font-size: 0.8125rem;
    margin-bottom: 6px;
  }
  wa-select::part(hint),
  wa-input::part(hint) {
    font-size: 0.8125rem;
    line-height: 1.4;
    margin-top: 6px;
  }
  .wrong::part(hint) {
    color: var(--signal-ink);
  }
  wa-input.wrong::part(base),
  wa-select.wrong::part(combobox) {
    border-color: var(--signal);
  }
  wa-option span {
    opacity: 0.78;
  }
  /* Room for two lines of explanation, whether or not there are any: nothing moves as formats are tried. */
  .format {
    min-height: 103px;
  }
  .quality {
    min-height: 104px;
  }
  .about {
    display: block;
    white-space: normal;
    line-height: 1.4;
  }
  .modes legend {
    margin-bottom: 6px;
  }
  .modes label {
    position: relative;
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 10px;
    padding: 10px 12px;
    border: 1px solid var(--line-strong);
    background: var(--raised);
    cursor: pointer;
  }
  .modes label:first-of-type {
    border-radius: var(--radius-m) var(--radius-m) 0 0;
  }
  .modes label:last-of-type {
    border-top: 0;
    border-radius: 0 0 var(--radius-m) var(--radius-m);
  }
  .modes input {
    accent-color: var(--ink);
    width: 16px;
    height: 16px;
    margin: 2px 0 0;
  }
  .modes .name {
    font-weight: 500;
  }
  .modes .small {
    grid-column: 2;
    line-height: 1.4;
  }
  .modes label:has(:checked) {
    background: var(--hover);
  }
  .modes label:has(:disabled) {
    cursor: not-allowed;
  }
  .modes label:has(:focus-visible) {
    outline: var(--focus);
    outline-offset: 2px;
    z-index: 1;
  }
  .modes input:focus-visible {
    outline: none;
  }
`;
