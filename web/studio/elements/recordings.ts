/** `<reelay-recordings>`: what the relay keeps, the newest first. Each card is a link to its recording. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { RelayClient, Sidecar } from '../api.ts';
import { send } from '../events.ts';
import * as format from '../format.ts';
import { icon } from '../icons/icons.ts';
import type { LibraryState } from '../library.ts';
import { entriesOf, type RecordingEntry } from '../outputs.ts';
import { base, buttons, sectionHead, type } from '../styles/shared.ts';
import { linkTo } from '../view.ts';
import { recordingsStyles } from './recordings.styles.ts';
import './problem.ts';

const SKELETONS = 4;

export class ReelayRecordings extends LitElement {
  static override properties = {
    list: { attribute: false },
    client: { attribute: false },
    current: { type: String },
  };
  declare list: LibraryState;
  declare client: RelayClient;
  /** Id of the recording that is shown above. */
  declare current: string | undefined;

  static override styles = [base, type, sectionHead, buttons, recordingsStyles];

  override render() {
    const { list } = this;
    const known = list.state === 'ready' ? entriesOf(list.recordings).length : 0;
    return html`<header>
        <h2>Recordings</h2>
        ${known > 0 ? html`<span class="quiet small">${format.count(known)}</span>` : nothing}
      </header>
      ${this.#body()}`;
  }

  #body(): TemplateResult {
    const { list } = this;
    if (list.state === 'loading') {
      return html`<div class="grid" aria-busy="true" role="status" aria-label="Loading the recordings">
        ${Array.from({ length: SKELETONS }, () => html`<div class="skeleton"><div class="picture"></div><div class="bar"></div><div class="bar short"></div></div>`)}
      </div>`;
    }
    if (list.state === 'failed') {
      return html`<div class="note">
        <p>The recordings are listed here once the relay answers.</p>
        <button class="plain" @click=${() => send(this, 'retry', undefined)}>${icon('refresh')} Ask again</button>
      </div>`;
    }
    if (list.recordings.length === 0) {
      return html`<div class="note">${icon('film')}<p>No recordings yet. Each one is listed here as soon as it is finished.</p></div>`;
    }
    return html`<ul class="grid">
      ${entriesOf(list.recordings).map((entry) => html`<li>${this.#card(entry)}</li>`)}
    </ul>`;
  }

  #card({ shown: recording, outputs }: RecordingEntry): TemplateResult {
    const { id, name, startedAt } = recording;
    const isCurrent = outputs.some((output) => output.id === this.current);
    const started = new Date(startedAt);
    return html`<a class="card" href=${linkTo(id)} aria-current=${isCurrent ? 'true' : nothing} aria-label="${name}, ${facts(recording, outputs)}">
      <div class="picture">
        ${recording.state === 'finished' ? html`<img src=${this.client.thumbnailUrl(id)} alt="" loading="lazy" decoding="async" @error=${hide} />` : nothing}
        <span class="film">${icon('film')}</span>
        ${badge(recording, outputs)}
      </div>
      <strong>${name}</strong>
      <span class="small quiet facts">${facts(recording, outputs)}</span>
      <time class="small quiet" datetime=${startedAt} title=${started.toLocaleString()}>${format.ago(started, new Date())}</time>
    </a>`;
  }
}

function facts(recording: Sidecar, outputs: readonly Sidecar[]): string {
  if (recording.state === 'recording') return 'being written';
  if (recording.state === 'failed') return 'failed';
  return [
    format.duration(recording.durationNs / 1e9),
    format.size(recording),
    `${format.rate(recording.fps)} fps`,
    outputs.length > 1 ? `${outputs.length} files` : format.bytes(recording.bytes),
  ].join(' · ');
}

function badge({ state, dropped }: Sidecar, outputs: readonly Sidecar[]): TemplateResult | typeof nothing {
  const failed = outputs.filter((output) => output.state === 'failed').length;
  if (state === 'recording') return html`<span class="badge live">Recording</span>`;
  if (state === 'failed') return html`<span class="badge">Failed</span>`;
  if (failed > 0) return html`<span class="badge">${failed} of ${outputs.length} files failed</span>`;
  return dropped > 0 ? html`<span class="badge">${format.count(dropped)} dropped</span>` : nothing;
}

/** A picture that cannot be had gives way to the film icon beneath it. */
function hide(event: Event): void {
  (event.target as HTMLImageElement).hidden = true;
}

customElements.define('reelay-recordings', ReelayRecordings);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-recordings': ReelayRecordings;
  }
}
