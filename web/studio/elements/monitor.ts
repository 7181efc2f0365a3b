/** `<reelay-monitor>`: the picture, whatever it is at the moment: preview, recording under way, result or failure. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { RelayClient } from '../api.ts';
import { send } from '../events.ts';
import * as format from '../format.ts';
import { icon } from '../icons/icons.ts';
import type { Opened } from '../model.ts';
import type { Picture } from '../outlook.ts';
import type { Problem } from '../problem.ts';
import { isPictures } from '../outputs.ts';
import { isActive, type Run } from '../run/run.ts';
import type { SceneEntry } from '../scene.ts';
import { fitted } from '../styles/fitted.ts';
import { base, buttons, type } from '../styles/shared.ts';
import { monitorStyles } from './monitor.styles.ts';
import './player.ts';
import './problem.ts';
import './stage-preview.ts';

export class ReelayMonitor extends LitElement {
  static override properties = {
    run: { attribute: false },
    opened: { attribute: false },
    scene: { attribute: false },
    picture: { attribute: false },
    client: { attribute: false },
    openedAlpha: { type: Boolean },
  };
  declare run: Run;
  declare opened: Opened;
  declare scene: SceneEntry | undefined;
  declare picture: Picture;
  declare client: RelayClient;
  declare openedAlpha: boolean;

  static override styles = [base, type, buttons, fitted, monitorStyles];

  override render() {
    const { opened, run } = this;
    const reviewing = opened.state !== 'none' && !isActive(run);
    return html`<header>
        ${reviewing ? html`<button class="plain bare square" aria-label="Back to the animation" @click=${() => send(this, 'stage', undefined)}>${icon('back')}</button>` : nothing}
        <h2>${this.#title()}</h2>
        <span class="facts">${this.#facts()}</span>
      </header>
      ${reviewing ? this.#review() : this.#stage()}`;
  }

  #title(): string {
    const { run, opened, scene } = this;
    if (isActive(run)) return run.settings.name;
    if (opened.state === 'ready') return opened.sidecar.name;
    return opened.state === 'none' ? (scene?.title ?? 'No animation') : 'Recording';
  }

  #facts(): string {
    const { run, opened, picture } = this;
    const shown = isActive(run) ? run.settings : opened.state === 'ready' ? opened.sidecar : picture;
    const isFirst = !isActive(run) && opened.state === 'ready' && isPictures(opened.sidecar);
    return `${isFirst ? 'The first picture  ·  ' : ''}${format.size(shown)}  ·  ${format.rate(shown.fps)} fps`;
  }

  #review(): TemplateResult {
    const { opened } = this;
    if (opened.state === 'failed') return this.#failure(opened.problem);
    if (opened.state !== 'ready') return html`<div class="mat"><p class="wait">Loading the recording…</p></div>`;
    return html`<div class="mat"><reelay-player .client=${this.client} .sidecar=${opened.sidecar} ?alpha=${this.openedAlpha}></reelay-player></div>`;
  }

  #stage(): TemplateResult {
    const { run, scene, picture } = this;
    if (run.state === 'failed') return this.#failure(run.problem, true);
    if (isActive(run)) {
      run.canvas.className = run.settings.scene.alpha ? 'fitted alpha' : 'fitted';
      run.canvas.style.setProperty('--shape', String(run.settings.width / run.settings.height));
      run.canvas.setAttribute('role', 'img');
      run.canvas.setAttribute('aria-label', `${run.settings.scene.title}, being recorded`);
      return html`<div class="mat">
        ${run.canvas}${run.progress.suspended ? html`<p class="suspended">Waiting: this page is hidden, and the browser draws nothing meanwhile.</p>` : nothing}
      </div>`;
    }
    return html`<div class="mat">
      <reelay-stage-preview .scene=${scene} .width=${picture.width} .height=${picture.height} .framesPerSecond=${picture.fps[0] / picture.fps[1]}></reelay-stage-preview>
    </div>`;
  }

  #failure(problem: Problem, again = false): TemplateResult {
    return html`<div class="mat failed">
      <reelay-problem .problem=${problem}>
        ${again ? html`<button class="plain loud" @click=${() => send(this, 'record', undefined)}>Record again</button>` : nothing}
        <button class="plain" @click=${() => send(this, 'stage', undefined)}>Back to the animation</button>
      </reelay-problem>
    </div>`;
  }
}

customElements.define('reelay-monitor', ReelayMonitor);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-monitor': ReelayMonitor;
  }
}
