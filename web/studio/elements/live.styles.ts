import { css } from 'lit';

/** Looks of `<reelay-live>`. */
export const liveStyles = css`
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr));
    gap: 22px 18px;
    align-items: stretch;
  }
  article {
    display: flex;
    flex-direction: column;
    gap: 2px;
    height: 100%;
    padding: 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius-m);
    background: var(--panel);
  }
  .picture {
    position: relative;
    aspect-ratio: 16 / 9;
    margin-bottom: 10px;
    overflow: hidden;
    border-radius: var(--radius-s);
    background: var(--mat);
  }
  .badge {
    position: absolute;
    top: 8px;
    left: 8px;
    padding: 2px 7px;
    border-radius: var(--radius-s);
    background: rgb(13 14 15 / 0.82);
    color: var(--on-mat);
    font-size: var(--text-s);
    font-weight: 500;
  }
  .badge.live {
    background: var(--signal);
    color: var(--on-signal);
  }
  strong {
    font-weight: 500;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  table {
    width: 100%;
    margin: 8px 0 0;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 3px 0 3px 10px;
    border-top: 1px solid var(--line);
    font-weight: 400;
    text-align: right;
  }
  thead th {
    border-top: 0;
    color: var(--quiet);
    font-size: var(--text-s);
  }
  th:first-child {
    padding-left: 0;
    text-align: left;
  }
  td {
    font-family: var(--mono);
  }
  .problem {
    color: var(--signal-ink);
  }
  .nobody {
    margin-top: 8px;
  }
  .actions {
    display: flex;
    gap: 8px;
    margin-top: auto;
    padding-top: 12px;
  }
  .actions .plain {
    flex: 1;
  }
`;
