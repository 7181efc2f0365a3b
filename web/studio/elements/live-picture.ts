/** `<reelay-live-picture>`: a small live picture. Nothing is loaded, and so nothing encoded, while nobody can see it. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { icon } from '../icons/icons.ts';
import { base } from '../styles/shared.ts';

/** `stream`: an endless answer, which takes one of the browser's few connections to the relay; `stills`: a picture now and then. */
export type Supply = 'stream' | 'stills';

/** Between two stills, and between two attempts to get a picture. */
const STILL_MS = 3000;

export class ReelayLivePicture extends LitElement {
  static override properties = {
    stream: { type: String },
    still: { type: String },
    supply: { type: String },
    wanted: { type: Boolean },
    turn: { state: true },
    missing: { state: true },
  };
  /** Address of the stream. */
  declare stream: string;
  /** Address of one picture. */
  declare still: string;
  declare supply: Supply;
  /** Whether it is to be loaded: false while it is out of sight. */
  declare wanted: boolean;
  /** Counts stills and attempts, so that each has an address of its own. */
  declare private turn: number;
  declare private missing: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    base,
    css`
      :host {
        position: absolute;
        inset: 0;
        color: var(--on-mat-quiet);
      }
      .film {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        font-size: 1.5rem;
      }
      img {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        object-fit: contain;
      }
    `,
  ];

  constructor() {
    super();
    this.turn = 0;
    this.missing = true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    // An image that is only taken out of the page keeps its stream open.
    this.renderRoot.querySelector('img')?.removeAttribute('src');
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('wanted') && !changed.has('supply') && !changed.has('stream')) return;
    clearTimeout(this.#timer);
    if (!this.wanted) this.missing = true;
  }

  override render(): TemplateResult {
    return html`<span class="film">${icon('film')}</span>
      <img src=${this.wanted ? this.#address : nothing} alt="" ?hidden=${this.missing} @load=${this.#loaded} @error=${this.#failed} />`;
  }

  get #address(): string {
    const address = new URL(this.supply === 'stream' ? this.stream : this.still);
    address.searchParams.set('turn', String(this.turn));
    return address.href;
  }

  /** Of a stream it comes with the first picture, in some browsers with each. */
  readonly #loaded = (): void => {
    if (!this.wanted) return;
    this.missing = false;
    if (this.supply === 'stills') this.#again();
  };

  readonly #failed = (): void => {
    this.missing = true;
    if (this.wanted) this.#again();
  };

  #again(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.turn++, STILL_MS);
  }
}

customElements.define('reelay-live-picture', ReelayLivePicture);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-live-picture': ReelayLivePicture;
  }
}
