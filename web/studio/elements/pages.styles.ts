import { css } from 'lit';

/** Looks of `<reelay-pages>`. */
export const pagesStyles = css`
  header {
    flex-wrap: wrap;
  }
  .parts {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    gap: 16px 20px;
    align-items: start;
    padding: 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius-m);
    background: var(--panel);
  }
  .frame {
    position: relative;
    overflow: hidden;
    max-height: 70vh;
    border-radius: var(--radius-s);
    background: var(--mat);
    color: var(--on-mat);
  }
  .frame p {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    padding: 16px;
    text-align: center;
  }
  iframe {
    position: absolute;
    inset: 0 auto auto 0;
    border: 0;
    background: #fff;
    transform-origin: 0 0;
  }
  .controls,
  .progress {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }
  .progress {
    gap: 6px;
  }
  .address {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px;
    align-items: start;
  }
  .address button {
    /* Beside the field, below its label. */
    margin-top: 21px;
  }
  .keys {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  #why:empty {
    display: none;
  }
  wa-select::part(form-control-label),
  wa-input::part(form-control-label) {
    font-size: 0.8125rem;
    margin-bottom: 6px;
  }
  wa-input::part(hint) {
    font-size: 0.8125rem;
    margin-top: 6px;
  }
  .wrong::part(hint) {
    color: var(--signal-ink);
  }
  progress {
    width: 100%;
    height: 8px;
    accent-color: var(--signal);
  }
  summary {
    width: fit-content;
    cursor: pointer;
    border-radius: var(--radius-s);
  }
  li {
    margin-top: 6px;
    overflow-wrap: anywhere;
  }
  .command h3 {
    margin-bottom: 6px;
  }
  .line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px;
    align-items: start;
  }
  code {
    padding: 9px 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius-s);
    background: var(--raised);
    font: 400 var(--text-s) / 1.5 var(--mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  /* Lines end between options, and within one only where it is longer than a line. */
  code span {
    display: inline-block;
    max-width: 100%;
  }
  @media (max-width: 1000px) {
    .parts {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 720px) {
    .line {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
