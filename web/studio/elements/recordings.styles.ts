import { css } from 'lit';

/** Looks of `<reelay-recordings>`. */
export const recordingsStyles = css`
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 212px), 1fr));
    gap: 22px 18px;
  }
  .card {
    display: grid;
    gap: 1px;
    border-radius: var(--radius-s);
    color: inherit;
    text-decoration: none;
    outline-offset: 5px;
  }
  .picture {
    position: relative;
    aspect-ratio: 16 / 9;
    margin-bottom: 8px;
    overflow: hidden;
    border-radius: var(--radius-s);
    background: var(--mat);
    color: var(--on-mat-quiet);
  }
  .picture img {
    position: absolute;
    inset: 0;
    z-index: 1;
    width: 100%;
    height: 100%;
    object-fit: contain;
    background: var(--mat);
  }
  .film {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    font-size: 1.5rem;
  }
  .card:hover .picture {
    outline: 2px solid var(--line-strong);
    outline-offset: 2px;
  }
  .card[aria-current] .picture {
    outline: 2px solid var(--ink);
    outline-offset: 2px;
  }
  strong {
    font-weight: 500;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .badge {
    position: absolute;
    z-index: 2;
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
  .note {
    display: grid;
    justify-items: center;
    gap: 12px;
    padding: 44px 24px;
    border: 1px dashed var(--line-strong);
    border-radius: var(--radius-m);
    color: var(--quiet);
    text-align: center;
  }
  .note svg {
    font-size: 1.5rem;
  }
  .note button svg {
    font-size: inherit;
  }
  .skeleton .picture,
  .skeleton .bar {
    background: var(--line);
  }
  .skeleton .bar {
    height: 12px;
    width: 70%;
    margin-bottom: 6px;
    border-radius: var(--radius-s);
  }
  .skeleton .short {
    width: 45%;
  }
`;
