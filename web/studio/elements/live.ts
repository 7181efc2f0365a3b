/** `<reelay-live>`: what runs on the relay now, recordings of other pages too, each with a picture of this moment. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RelayClient } from '../api.ts';
import { copyText } from '../clipboard.ts';
import * as format from '../format.ts';
import { icon } from '../icons/icons.ts';
import { Sight } from '../live/sight.ts';
import { type LiveSource, type LiveView, thumbnailSize } from '../live/sources.ts';
import { base, buttons, sectionHead, type } from '../styles/shared.ts';
import { liveStyles } from './live.styles.ts';
import type { ReelayLivePicture } from './live-picture.ts';
import './live-picture.ts';

/** Streams at once. Browsers keep six connections to a relay, and its other answers need some; the rest shows stills. */
const MAX_STREAMS = 2;

const SIZE_NAMES = { thumb: 'Thumbnail', small: 'Small', full: 'Full size' } as const;

export class ReelayLive extends LitElement {
  static override properties = { sources: { attribute: false }, client: { attribute: false } };
  declare sources: readonly LiveSource[];
  declare client: RelayClient;
  #sight: Sight | undefined;

  static override styles = [base, type, sectionHead, buttons, liveStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sight = new Sight(() => this.#supply());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight?.end();
  }

  override updated(_changed: PropertyValues): void {
    this.#sight?.watch(this.#pictures);
    this.#supply();
  }

  override render(): TemplateResult {
    return html`<header>
        <h2>Live now</h2>
        <span class="quiet small">${format.count(this.sources.length)}</span>
      </header>
      <ul class="grid">
        ${repeat(
          this.sources,
          ({ id }) => id,
          (source) => html`<li>${this.#card(source)}</li>`,
        )}
      </ul>`;
  }

  get #pictures(): readonly ReelayLivePicture[] {
    return [...this.renderRoot.querySelectorAll('reelay-live-picture')];
  }

  /** The first that can be seen are streamed. */
  #supply(): void {
    let streams = 0;
    for (const picture of this.#pictures) {
      picture.wanted = this.#sight?.sees(picture) ?? false;
      if (picture.wanted) picture.supply = streams++ < MAX_STREAMS ? 'stream' : 'stills';
    }
  }

  #card(source: LiveSource): TemplateResult {
    const { client } = this;
    const { id, name, state, problem } = source;
    const size = thumbnailSize(source);
    const page = client.liveUrl(id, 'full');
    return html`<article aria-label=${name}>
      <div class="picture">
        <reelay-live-picture .stream=${client.liveUrl(id, size, '.mjpeg')} .still=${client.liveUrl(id, size, '.jpg')}></reelay-live-picture>
        <span class="badge ${state}">${state === 'live' ? 'Live' : 'Waiting'}</span>
      </div>
      <strong>${name}</strong>
      <p class="small quiet">${facts(source)}</p>
      ${watched(source.views)} ${problem ? html`<p class="small problem">${problem.message} ${problem.remedy}</p>` : nothing}
      <div class="actions">
        <a class="plain" href=${page} target="_blank" rel="noreferrer" aria-label="Open the live view of ${name}">${icon('open')} Open</a>
        <button class="plain" aria-label="Copy the link to the live view of ${name}" @click=${() => copyText(this, page, client.linkNotice)}>
          ${icon('link')} Copy link
        </button>
      </div>
    </article>`;
  }
}

function facts({ kind, width, fps, ...source }: LiveSource): string {
  return [
    ...(width > 0 ? [format.size({ width, height: source.height })] : []),
    ...(fps ? [`${format.rate(fps)} fps`] : []),
    ...(kind === 'input' ? ['from another program'] : []),
  ].join(' · ');
}

/** Who watches, by size; this page's own thumbnail is among them. */
function watched(views: readonly LiveView[]): TemplateResult {
  const open = views.filter(({ viewers }) => viewers > 0);
  if (open.length === 0) return html`<p class="small quiet nobody">Nobody is watching.</p>`;
  return html`<table class="small">
    <caption class="visually-hidden">Viewers by size</caption>
    <thead>
      <tr><th scope="col">Watched as</th><th scope="col">Viewers</th><th scope="col">Pictures/s</th><th scope="col">Dropped</th></tr>
    </thead>
    <tbody>
      ${open.map(
        ({ size, viewers, rate, dropped }) => html`<tr>
          <th scope="row">${SIZE_NAMES[size]}</th>
          <td>${format.count(viewers)}</td>
          <td>${format.trim(rate, 1)}</td>
          <td>${format.count(dropped)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

customElements.define('reelay-live', ReelayLive);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-live': ReelayLive;
  }
}
