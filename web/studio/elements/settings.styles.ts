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
  .pair.sizes {
    grid-template-columns: 1.1fr 1fr;
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
  wa-select::part(tags) {
    margin-block: 0;
  }
  /* What cannot be removed has no cross. */
  wa-select[disabled]::part(tag__remove-button) {
    display: none;
  }
  .about {
    display: block;
    white-space: normal;
    line-height: 1.4;
  }
`;
