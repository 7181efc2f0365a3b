import { css } from 'lit';

/** Looks of `<reelay-segmented>`. */
export const segmentedStyles = css`
  .row {
    display: flex;
    margin-top: 6px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-m);
    background: var(--raised);
  }
  label {
    position: relative;
    flex: 1 1 auto;
    display: grid;
    place-items: center;
    min-height: 34px;
    padding: 0 8px;
    white-space: nowrap;
    cursor: pointer;
  }
  label + label {
    border-left: 1px solid var(--line);
  }
  input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: inherit;
  }
  label:hover:not(:has(:disabled)) {
    background: var(--hover);
  }
  label:has(:checked) {
    background: var(--ink);
    color: var(--on-ink);
    margin: -1px;
    border: 1px solid var(--ink);
    border-radius: var(--radius-m);
    z-index: 1;
  }
  label:has(:focus-visible) {
    outline: var(--focus);
    outline-offset: 2px;
    z-index: 2;
  }
  label:has(:disabled) {
    cursor: not-allowed;
  }
  label:has(:disabled:not(:checked)) {
    color: var(--quiet);
    text-decoration: line-through;
    text-decoration-color: var(--line-strong);
  }
  :host([disabled]) label:has(:disabled:not(:checked)) {
    text-decoration: none;
  }
  :host([disabled]) label:has(:checked) {
    border-color: var(--line-strong);
    background: var(--hover);
    color: var(--ink);
  }
  .why {
    margin-top: 6px;
    line-height: 1.4;
  }
  @media (pointer: coarse) {
    label {
      min-height: 44px;
    }
  }
`;
