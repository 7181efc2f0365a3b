/** Pictures within a place of any shape. */
import { css } from 'lit';

/** A picture as large as its place allows; `--shape` is its width over its height, its place is a size container. */
export const fitted = css`
  .fitted {
    position: absolute;
    inset: 0;
    margin: auto;
    display: block;
    width: min(100cqw, 100cqh * var(--shape, 1.7778));
    height: auto;
    aspect-ratio: var(--shape, 1.7778);
  }
  .alpha {
    background: repeating-conic-gradient(#8d8f91 0 25%, #a6a8aa 0 50%) 0 0 / 20px 20px;
  }
`;
