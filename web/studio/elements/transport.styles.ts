import { css } from 'lit';

/** Looks of `<reelay-transport>`: one row, or fixed to the lower edge of a small screen. */
export const transportStyles = css`
  :host {
    position: relative;
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--radius-m);
    overflow: hidden;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 14px 16px;
  }
  .keys {
    display: flex;
    gap: 8px;
  }
  button.plain {
    min-height: 44px;
    padding: 0 16px;
  }
  button.record {
    min-width: 124px;
    border-color: var(--signal);
    background: var(--signal);
    color: var(--on-signal);
  }
  button.record:hover:not(:disabled) {
    background: #b52118;
  }
  button.record:disabled {
    border-color: var(--line-strong);
    background: none;
    color: var(--quiet);
  }
  button.pause {
    min-width: 116px;
  }
  .time {
    margin-left: auto;
    text-align: right;
    line-height: 1.25;
    white-space: nowrap;
  }
  .now {
    font: 500 1.5rem / 1.15 var(--mono);
    letter-spacing: -0.01em;
  }
  .state {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 8px;
    font-size: 0.8125rem;
    color: var(--quiet);
  }
  .lamp {
    width: 9px;
    height: 9px;
    border-radius: 50%;
    border: 1.5px solid var(--line-strong);
  }
  .recording .lamp {
    border-color: var(--signal);
    background: var(--signal);
  }
  .paused .lamp,
  .failed .lamp {
    border-color: var(--signal);
  }
  .track {
    height: 3px;
    background: var(--line);
  }
  .done {
    height: 100%;
    width: 100%;
    transform-origin: left;
    transform: scaleX(var(--done, 0));
    background: var(--line-strong);
  }
  .track.active .done {
    background: var(--signal);
  }
  .track.open .done {
    transform: none;
    opacity: 0.45;
  }
  @media (max-width: 720px) {
    :host {
      border-radius: 0;
      border-width: 1px 0 0;
    }
    .bar {
      flex-wrap: wrap;
      padding: 10px 16px calc(10px + env(safe-area-inset-bottom));
      row-gap: 8px;
    }
    .time {
      display: flex;
      flex-direction: row-reverse;
      align-items: baseline;
      justify-content: space-between;
      order: -1;
      flex: 1 0 100%;
    }
    .now {
      font-size: 1.125rem;
    }
    .keys {
      flex: 1;
    }
    .keys button {
      flex: 1 1 0;
      min-width: 0;
      padding: 0 8px;
    }
  }
`;
