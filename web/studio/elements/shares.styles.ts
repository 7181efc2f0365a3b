import { css } from 'lit';

/** Looks of `<reelay-shares>`. */
export const sharesStyles = css`
  ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }
  article {
    display: grid;
    grid-template-columns: minmax(140px, 1fr) minmax(0, 3fr);
    gap: 10px 20px;
    padding: 14px 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius-m);
    background: var(--panel);
  }
  h3 {
    font-size: var(--text-m);
    overflow-wrap: anywhere;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: 10px 20px;
  }
  dt {
    font-size: var(--text-s);
    color: var(--quiet);
  }
  details,
  .problem {
    grid-column: 1 / -1;
  }
  .problem {
    color: var(--signal-ink);
  }
  summary {
    width: fit-content;
    cursor: pointer;
    border-radius: var(--radius-s);
  }
  .line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 104px;
    gap: 8px;
    align-items: center;
    margin-top: 8px;
  }
  code {
    padding: 9px 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius-s);
    background: var(--raised);
    font: 400 var(--text-s) / 1.4 var(--mono);
    white-space: nowrap;
    overflow-x: auto;
    scrollbar-width: thin;
  }
  @media (max-width: 720px) {
    article,
    .line {
      grid-template-columns: minmax(0, 1fr);
    }
    dl {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
`;
