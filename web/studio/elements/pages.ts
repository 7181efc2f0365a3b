/** `<reelay-pages>`: any page in a frame, recorded by the relay, and the command that does the same. */
import '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { copyText } from '../clipboard.ts';
import { send } from '../events.ts';
import type { Validation } from '../form/validate.ts';
import * as format from '../format.ts';
import { icon } from '../icons/icons.ts';
import { frameAddress, nameOf, pageNamed } from '../pages/choice.ts';
import { commandLines } from '../pages/command-line.ts';
import type { LocalPage, PageChoice, RenderDesk, RenderJob, RenderRequest } from '../pages/render-job.ts';
import type { Problem } from '../problem.ts';
import { base, buttons, sectionHead, type } from '../styles/shared.ts';
import { pagesStyles } from './pages.styles.ts';
import './problem.ts';

const PHASES: Readonly<Record<RenderJob['phase'], string>> = {
  loading: 'Opening the page',
  preparing: 'Waiting for the page',
  skipping: 'Skipping',
  drawing: 'Recording',
  storing: 'Recording',
  finishing: 'Finishing the file',
};

export class ReelayPages extends LitElement {
  static override properties = {
    desk: { attribute: false },
    validation: { attribute: false },
    recordingName: { type: String },
    problem: { attribute: false },
    address: { state: true },
    shown: { state: true },
    width: { state: true },
  };
  declare desk: RenderDesk;
  declare validation: Validation;
  /** Of the recording; empty: the page's. */
  declare recordingName: string;
  declare problem: Problem | undefined;
  declare private address: string;
  /** In the frame: a page that nobody asked for is not opened. */
  declare private shown: PageChoice | undefined;
  /** Of the frame's place, CSS pixels. */
  declare private width: number;
  readonly #place = new ResizeObserver(([entry]) => (this.width = entry?.contentRect.width ?? 0));

  static override styles = [base, type, sectionHead, buttons, pagesStyles];

  constructor() {
    super();
    this.address = '';
    this.width = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#place.disconnect();
  }

  override firstUpdated(): void {
    const place = this.renderRoot.querySelector('.frame');
    if (place) this.#place.observe(place);
  }

  override render(): TemplateResult {
    const { job } = this.desk;
    return html`<header>
        <h2>Pages</h2>
        <span class="quiet small">Any page as it is, recorded on the relay's machine with the settings above.</span>
      </header>
      <div class="parts">
        ${this.#frame()}
        <div class="controls">
          ${this.#address()} ${this.#keys(job)}
          ${job?.state === 'running' ? progress(job) : nothing}
          ${this.problem ? html`<reelay-problem .problem=${this.problem}></reelay-problem>` : nothing}
          ${job && job.problems.length > 0 ? problems(job) : nothing} ${this.#command()}
        </div>
      </div>`;
  }

  get #pages(): readonly LocalPage[] {
    return this.desk.pages ?? [];
  }

  get #choice(): PageChoice | undefined {
    return pageNamed(this.address, this.#pages);
  }

  #frame(): TemplateResult {
    const { width, height } = this.validation.ok ? this.validation.settings : { width: 1280, height: 720 };
    const url = this.shown && frameAddress(this.shown, this.#pages, location.origin);
    const style = `width: ${width}px; height: ${height}px; transform: scale(${this.width / width})`;
    return html`<div class="frame" style="aspect-ratio: ${width} / ${height}">
      ${
        url === undefined
          ? html`<p>${this.shown ? 'This page cannot be shown here. It can be recorded.' : 'Open a page to see it here.'}</p>`
          : html`<iframe title="The page" src=${url} sandbox="allow-scripts allow-same-origin allow-forms" referrerpolicy="no-referrer" loading="lazy" style=${style}></iframe>`
      }
    </div>`;
  }

  #address(): TemplateResult {
    const isWrong = this.address.trim() !== '' && !this.#choice;
    return html`<div class="address">
        <wa-input
          label="Address"
          placeholder="https://"
          .value=${this.address}
          hint=${isWrong ? 'An address that begins with https:// or http://.' : ''}
          class=${isWrong ? 'wrong' : ''}
          inputmode="url"
          autocomplete="off"
          spellcheck="false"
          @input=${(event: Event) => (this.address = (event.target as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && this.#show()}
        ></wa-input>
        <button class="plain" ?disabled=${!this.#choice} @click=${() => this.#show()}>${icon('open')} Open</button>
      </div>
      ${
        this.#pages.length > 0
          ? html`<wa-select label="Of this machine" placeholder="Choose a page" value=${this.#choice?.kind === 'local' ? this.#choice.path : ''} @change=${this.#choose}>
            ${this.#pages.map(({ path }) => html`<wa-option value=${optionOf(path)} label=${path}>${path}</wa-option>`)}
          </wa-select>`
          : nothing
      }`;
  }

  #keys(job: RenderJob | null): TemplateResult {
    const running = job?.state === 'running';
    const request = this.#request();
    const why = this.#obstacle();
    return html`<div class="keys">
        <button class="plain" ?disabled=${running || !request || why !== undefined} aria-describedby="why" @click=${() => request && send(this, 'render', request)}>
          ${icon('record')} Record page
        </button>
        <button class="plain ${running ? 'loud' : ''}" ?disabled=${!running} @click=${() => send(this, 'stop-render', undefined)}>${icon('stop')} Stop page</button>
      </div>
      <p id="why" class="small quiet">${running ? '' : (why ?? '')}</p>`;
  }

  #obstacle(): string | undefined {
    if (!this.desk.browser) return 'No Chromium was found on the relay\u2019s machine.';
    if (!this.validation.ok) return 'A setting needs correcting.';
    return this.validation.settings.frames === undefined ? 'A page needs a length: choose Timed.' : undefined;
  }

  #request(): RenderRequest | undefined {
    const page = this.#choice;
    if (!page || !this.validation.ok) return undefined;
    const { frames, fps, width, height, mode, presets, quality } = this.validation.settings;
    if (frames === undefined) return undefined;
    const name = this.recordingName.trim() || nameOf(page);
    const ids = presets.map(({ id }) => id);
    return { page, mode, presets: ids, rate: fps, frames, size: { width, height }, quality, name };
  }

  #command(): TemplateResult | typeof nothing {
    const request = this.#request();
    if (!request || !this.validation.ok) return nothing;
    const text = commandLines(request, this.validation.settings.presets, this.#pages).join('\n');
    return html`<div class="command">
      <h3 id="command">The same in a terminal</h3>
      <div class="line">
        <code tabindex="0" role="region" aria-labelledby="command">${text.split(/(?= -)/).map((word) => html`<span>${word}</span>`)}</code>
        <button class="plain" aria-label="Copy the command" @click=${() => copyText(this, text, 'Command copied.')}>${icon('copy')} Copy</button>
      </div>
    </div>`;
  }

  #show(): void {
    this.shown = this.#choice;
  }

  readonly #choose = (event: Event): void => {
    const value = (event.target as HTMLInputElement).value;
    this.address = this.#pages.find(({ path }) => optionOf(path) === value)?.path ?? '';
    this.#show();
  };
}

/** The component library takes no spaces in a value. */
function optionOf(path: string): string {
  return encodeURIComponent(path);
}

function progress({ phase, done, frames, framesPerSecond, secondsLeft }: RenderJob): TemplateResult {
  const speed = framesPerSecond > 0 ? `, ${framesPerSecond.toFixed(1)} frames/s` : '';
  const left = secondsLeft === null ? '' : `, ${format.clock(Math.ceil(secondsLeft))} to go`;
  const counted =
    phase === 'drawing' || phase === 'storing'
      ? `: ${format.count(done)} of ${format.count(frames)} frames${speed}${left}`
      : '';
  return html`<div class="progress">
    <progress max=${frames} value=${done} aria-label="Page progress"></progress>
    <p class="small">${PHASES[phase]}${counted}</p>
  </div>`;
}

function problems({ problems: told }: RenderJob): TemplateResult {
  return html`<details class="small">
    <summary>Told while it was rendered: ${format.count(told.length)}</summary>
    <ul>
      ${told.map((text) => html`<li>${text}</li>`)}
    </ul>
  </details>`;
}

customElements.define('reelay-pages', ReelayPages);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-pages': ReelayPages;
  }
}
