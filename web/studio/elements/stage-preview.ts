/** `<reelay-stage-preview>`: the chosen animation, running, with a button to hold it. */
import { css, html, LitElement, type PropertyValues } from 'lit';
import { icon } from '../icons/icons.ts';
import type { SceneEntry } from '../scene.ts';
import { type SceneLoop, startSceneLoop } from '../stage/scene-loop.ts';
import { fitted } from '../styles/fitted.ts';
import { base, buttons } from '../styles/shared.ts';

const calm = matchMedia('(prefers-reduced-motion: reduce)');

export class ReelayStagePreview extends LitElement {
  static override properties = {
    scene: { attribute: false },
    width: { type: Number },
    height: { type: Number },
    framesPerSecond: { type: Number },
    playing: { state: true },
    failure: { state: true },
  };
  declare scene: SceneEntry | undefined;
  declare width: number;
  declare height: number;
  declare framesPerSecond: number;
  declare private playing: boolean;
  declare private failure: string | undefined;
  #loop: SceneLoop | undefined;

  static override styles = [
    base,
    buttons,
    fitted,
    css`
      :host {
        position: absolute;
        inset: 0;
      }
      button.plain {
        position: absolute;
        right: 12px;
        bottom: 12px;
        border-color: transparent;
        background: rgb(13 14 15 / 0.72);
        color: var(--on-mat);
      }
      button.plain:hover {
        background: rgb(13 14 15 / 0.9);
      }
      :focus-visible {
        outline-color: var(--on-mat);
      }
      p {
        position: absolute;
        inset: auto 24px 50%;
        text-align: center;
        color: var(--on-mat);
      }
    `,
  ];

  constructor() {
    super();
    this.playing = !calm.matches;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#restart();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#loop?.stop();
    this.#loop = undefined;
  }

  override render() {
    const { scene, failure, playing } = this;
    return html`<div class="picture" role="img" aria-label=${scene ? `Preview of ${scene.title}` : 'Preview'}></div>
      ${
        failure === undefined
          ? html`<button class="plain square" aria-label=${playing ? 'Hold the preview' : 'Play the preview'} @click=${() => (this.playing = !playing)}>
            ${icon(playing ? 'pause' : 'play')}
          </button>`
          : html`<p>${failure}</p>`
      }`;
  }

  override updated(changed: PropertyValues): void {
    if (['scene', 'width', 'height', 'framesPerSecond'].some((name) => changed.has(name))) this.#restart();
    else if (changed.has('playing')) this.#loop?.setPlaying(this.playing);
  }

  #restart(): void {
    this.#loop?.stop();
    this.#loop = undefined;
    this.failure = undefined;
    if (!this.scene) return;
    this.#loop = startSceneLoop(this.scene, this, this.framesPerSecond, (error) => {
      this.failure = `This animation cannot be shown here: ${error instanceof Error ? error.message : String(error)}`;
    });
    this.#loop.setPlaying(this.playing);
    this.#loop.canvas.className = this.scene.alpha ? 'fitted alpha' : 'fitted';
    this.style.setProperty('--shape', String(this.width / this.height));
    this.renderRoot.querySelector('.picture')?.replaceChildren(this.#loop.canvas);
  }
}

customElements.define('reelay-stage-preview', ReelayStagePreview);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-stage-preview': ReelayStagePreview;
  }
}
