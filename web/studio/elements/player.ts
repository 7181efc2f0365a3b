/** `<reelay-player>`: a finished recording, played in place where the browser can. */
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { RelayClient, Sidecar } from '../api.ts';
import { downloadName, isPictures } from '../outputs.ts';
import { icon } from '../icons/icons.ts';
import { fitted } from '../styles/fitted.ts';
import { base, buttons, type } from '../styles/shared.ts';

/** A playlist with its segments (RFC 8216). */
const HLS = 'application/vnd.apple.mpegurl';

const calm = matchMedia('(prefers-reduced-motion: reduce)');

export class ReelayPlayer extends LitElement {
  static override properties = {
    client: { attribute: false },
    sidecar: { attribute: false },
    alpha: { type: Boolean },
    unplayable: { state: true },
    pictureMissing: { state: true },
  };
  declare client: RelayClient;
  declare sidecar: Sidecar;
  /** Whether the file may have transparent parts. */
  declare alpha: boolean;
  declare private unplayable: boolean;
  declare private pictureMissing: boolean;

  static override styles = [
    base,
    type,
    buttons,
    fitted,
    css`
      :host {
        position: absolute;
        inset: 0;
        color: var(--on-mat);
      }
      .thumbnail {
        opacity: 0.32;
      }
      .note {
        position: absolute;
        inset: 0;
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 16px;
        padding: 24px;
        text-align: center;
      }
      .note p {
        max-width: 46ch;
        text-wrap: balance;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('sidecar')) return;
    this.unplayable =
      !this.sidecar.mime.startsWith('image/') && document.createElement('video').canPlayType(this.sidecar.mime) === '';
    this.pictureMissing = false;
    this.style.setProperty('--shape', String(this.sidecar.width / this.sidecar.height));
  }

  override render(): TemplateResult {
    const { sidecar, client, alpha } = this;
    const { state, playlist, mime, name } = sidecar;
    if (state === 'recording' && playlist === undefined)
      return this.#note('This recording is still being written.', false);
    if (state === 'failed') return this.#note('This recording has no file that can be read.', false);
    if (this.unplayable && mime === HLS)
      return this.#note(
        'This browser cannot play HLS. Copy the link and open it in a player such as VLC or mpv.',
        state === 'finished',
      );
    if (this.unplayable)
      return this.#note(
        `This browser cannot play ${mime}. The file is complete: download it and open it in a player such as VLC or mpv.`,
        true,
      );
    const address = client.fileUrl(sidecar);
    const look = alpha ? 'fitted alpha' : 'fitted';
    if (mime.startsWith('image/')) {
      const alt = isPictures(sidecar) ? `The first picture of the recording ${name}` : `The recording ${name}`;
      return html`<img class=${look} src=${address} alt=${alt} @error=${() => (this.unplayable = true)} />`;
    }
    return html`<video
      class=${look}
      src=${address}
      aria-label="The recording ${name}"
      controls
      loop
      playsinline
      preload="auto"
      .muted=${true}
      ?autoplay=${!calm.matches}
      @error=${() => (this.unplayable = true)}
    ></video>`;
  }

  #note(words: string, downloadable: boolean): TemplateResult {
    const { sidecar, client } = this;
    return html`${
      downloadable && !this.pictureMissing
        ? html`<img class="fitted thumbnail" src=${client.thumbnailUrl(sidecar.id)} alt="" @error=${() => (this.pictureMissing = true)} />`
        : ''
    }
      <div class="note">
        <p>${words}</p>
        ${
          downloadable
            ? html`<a class="plain" href=${client.downloadUrl(sidecar)} download=${downloadName(sidecar)}>${icon('download')} Download to play</a>`
            : ''
        }
      </div>`;
  }
}

customElements.define('reelay-player', ReelayPlayer);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-player': ReelayPlayer;
  }
}
