import { css } from 'lit';

/** Looks of `<reelay-monitor>`. */
export const monitorStyles = css`
  header {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 44px;
    color: var(--quiet);
  }
  h2 {
    color: var(--ink);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .facts {
    margin-left: auto;
    white-space: nowrap;
    font-size: 0.8125rem;
  }
  .mat {
    position: relative;
    container-type: size;
    aspect-ratio: 16 / 9;
    overflow: hidden;
    border-radius: var(--radius-m);
    background: var(--mat);
    color: var(--on-mat);
  }
  .failed {
    display: grid;
    align-items: center;
    container-type: inline-size;
    aspect-ratio: auto;
    padding: 24px;
  }
  .failed reelay-problem {
    width: min(100%, 620px);
    margin: 0 auto;
  }
  .failed button {
    margin-right: 8px;
  }
  .wait {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    color: var(--on-mat-quiet);
  }
  .suspended {
    position: absolute;
    inset: auto 12px 12px;
    padding: 8px 12px;
    border-radius: var(--radius-s);
    background: rgb(13 14 15 / 0.85);
    text-align: center;
  }
  @media (min-width: 600px) {
    .failed {
      min-height: calc(100cqw * 9 / 16);
    }
  }
  :host {
    container-type: inline-size;
  }
`;
