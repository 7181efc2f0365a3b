/** `<reelay-scene-picker>`: the animations as cards with a picture each; radio buttons underneath. */
import { css, html, LitElement } from 'lit';
import { send } from '../events.ts';
import { drawPosters, POSTER_SIZE } from '../posters/posters.ts';
import type { SceneEntry } from '../scene.ts';
import { base, type } from '../styles/shared.ts';

export class ReelayScenePicker extends LitElement {
  static override properties = {
    scenes: { attribute: false },
    value: { type: String },
    disabled: { type: Boolean },
    posters: { type: Boolean },
  };
  declare scenes: readonly SceneEntry[];
  declare value: string;
  declare disabled: boolean;
  /** Whether the pictures may be drawn now. */
  declare posters: boolean;
  #asked = false;

  static override styles = [
    base,
    type,
    css`
      .cards {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 10px;
        margin-top: 12px;
      }
      label {
        position: relative;
        display: block;
        cursor: pointer;
      }
      input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: inherit;
      }
      canvas {
        display: block;
        width: 100%;
        aspect-ratio: 16 / 9;
        background: var(--line);
        border-radius: var(--radius-s);
        outline: 1px solid var(--line);
        outline-offset: -1px;
      }
      canvas.alpha {
        background: repeating-conic-gradient(#8d8f91 0 25%, #a6a8aa 0 50%) 0 0 / 12px 12px;
      }
      span {
        display: block;
        margin-top: 5px;
        font-size: 0.8125rem;
        line-height: 1.3;
        color: var(--quiet);
      }
      label:hover span {
        color: var(--ink);
      }
      label:has(:checked) canvas {
        outline: 2px solid var(--ink);
        outline-offset: 2px;
      }
      label:has(:checked) span {
        color: var(--ink);
        font-weight: 600;
      }
      label:has(:focus-visible) canvas {
        outline: 3px solid var(--ink);
        outline-offset: 3px;
      }
      label:has(:disabled) {
        cursor: not-allowed;
      }
      label:has(:disabled:not(:checked)) canvas {
        opacity: 0.45;
      }
      .description {
        margin-top: 12px;
        min-height: 2.9em;
        color: var(--quiet);
      }
    `,
  ];

  override render() {
    return html`<fieldset>
      <legend><h2>Animation</h2></legend>
      <div class="cards">
        ${this.scenes.map(
          ({ id, title, description, alpha }) => html`<label title=${description}>
            <input
              type="radio"
              name="scene"
              .value=${id}
              .checked=${id === this.value}
              ?disabled=${this.disabled}
              aria-label=${title}
              aria-describedby="description-${id}"
              @change=${() => send(this, 'form-change', { scene: id })}
            />
            <canvas id="poster-${id}" class=${alpha ? 'alpha' : ''} width=${POSTER_SIZE.width} height=${POSTER_SIZE.height} aria-hidden="true"></canvas>
            <span aria-hidden="true">${title}</span>
            <em class="visually-hidden" id="description-${id}">${description}</em>
          </label>`,
        )}
      </div>
      <p class="description small" aria-hidden="true">${this.scenes.find(({ id }) => id === this.value)?.description}</p>
    </fieldset>`;
  }

  override updated(): void {
    if (!this.posters || this.#asked) return;
    this.#asked = true;
    drawPosters(this.scenes, (id, bitmap) => {
      if (!bitmap) return;
      const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(`#poster-${CSS.escape(id)}`);
      canvas?.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
    });
  }
}

customElements.define('reelay-scene-picker', ReelayScenePicker);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-scene-picker': ReelayScenePicker;
  }
}
