import { css } from 'lit';

/** Layout of `<reelay-studio>`: picture and controls left, settings right, recordings below; one column on small screens. */
export const appStyles = css`
  :host {
    max-width: 1720px;
    margin: 0 auto;
    padding: 0 32px 64px;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(340px, 400px);
    grid-template-areas: 'page page' 'stage inspector' 'pages pages' 'live live' 'shares shares' 'library library' 'foot foot';
    column-gap: 32px;
    align-items: start;
  }
  .page {
    grid-area: page;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    margin-bottom: 24px;
  }
  .stage {
    grid-area: stage;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    min-width: 0;
  }
  .monitor {
    scroll-margin-top: 12px;
  }
  .inspector {
    grid-area: inspector;
    display: grid;
    gap: 12px;
    padding: 16px;
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--radius-m);
    min-width: 0;
  }
  .library {
    grid-area: library;
    margin-top: 40px;
    min-width: 0;
  }
  .pages {
    grid-area: pages;
    margin-top: 40px;
    min-width: 0;
  }
  .live {
    grid-area: live;
    margin-top: 40px;
    min-width: 0;
  }
  .shares {
    grid-area: shares;
    margin-top: 40px;
    min-width: 0;
  }
  .foot {
    grid-area: foot;
    margin-top: 40px;
  }
  .notice {
    position: fixed;
    inset: auto 0 24px;
    z-index: 20;
    width: fit-content;
    max-width: calc(100vw - 32px);
    margin: 0 auto;
    padding: 10px 16px;
    border-radius: var(--radius-m);
    background: var(--ink);
    color: var(--on-ink);
  }
  .notice:empty {
    display: none;
  }
  @media (max-width: 1100px) {
    :host {
      padding: 0 20px 48px;
    }
    main {
      grid-template-columns: minmax(0, 1fr) 340px;
      column-gap: 20px;
    }
  }
  @media (max-width: 1000px) {
    main {
      grid-template-columns: minmax(0, 1fr);
      grid-template-areas: 'page' 'stage' 'inspector' 'pages' 'live' 'shares' 'library' 'foot';
    }
    .inspector {
      margin-top: 16px;
    }
  }
  @media (max-width: 720px) {
    :host {
      padding: 0 16px calc(148px + env(safe-area-inset-bottom));
    }
    .stage,
    .monitor {
      display: contents;
    }
    .monitor,
    .below {
      display: block;
      min-width: 0;
    }
    main {
      grid-template-areas: 'page' 'monitor' 'below' 'inspector' 'pages' 'live' 'shares' 'library' 'foot';
    }
    .monitor {
      grid-area: monitor;
    }
    .below {
      grid-area: below;
      margin-top: 12px;
    }
    .below.idle {
      display: none;
    }
    .transport {
      position: fixed;
      inset: auto 0 0;
      z-index: 10;
    }
    .notice {
      bottom: calc(150px + env(safe-area-inset-bottom));
    }
  }
`;
