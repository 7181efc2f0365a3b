/** `<reelay-studio>`: the whole page. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { announcement } from './announce.ts';
import type { Connection, Sidecar } from './api.ts';
import { appStyles } from './app.styles.ts';
import { autorecord, isAutorecord } from './demo.ts';
import type { ReelayDiscard } from './elements/discard-dialog.ts';
import { listen, send } from './events.ts';
import { icon } from './icons/icons.ts';
import { StudioModel } from './model.ts';
import { obstacleOf, pictureOf, plannedOf } from './outlook.ts';
import { outputsOf } from './outputs.ts';
import { isActive } from './run/run.ts';
import type { SceneEntry } from './scene.ts';
import { shortcutOf } from './shortcuts.ts';
import { base, buttons } from './styles/shared.ts';
import { currentTheme, followTheme, toggleTheme } from './theme.ts';
import './elements/details.ts';
import './elements/discard-dialog.ts';
import './elements/doctor.ts';
import './elements/header.ts';
import './elements/help-dialog.ts';
import './elements/meters.ts';
import './elements/live.ts';
import './elements/monitor.ts';
import './elements/pages.ts';
import './elements/problem.ts';
import './elements/recordings.ts';
import './elements/scene-picker.ts';
import './elements/settings.ts';
import './elements/shares.ts';
import './elements/transport.ts';

/** How long a notice stays on the screen. */
const NOTICE_MS = 4000;

export class ReelayStudio extends LitElement {
  static override properties = {
    connection: { attribute: false },
    scenes: { attribute: false },
    notice: { state: true },
    helpOpen: { state: true },
  };
  declare connection: Connection;
  declare scenes: readonly SceneEntry[];
  declare private notice: string;
  declare private helpOpen: boolean;
  #model: StudioModel | undefined;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [base, buttons, appStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    const model = new StudioModel(this.connection, this.scenes, () => this.requestUpdate());
    this.#model = model;
    followTheme(() => this.requestUpdate());
    listen(this, 'form-change', (change) => {
      model.change(change);
      if (change.scene !== undefined) model.toStage();
    });
    listen(this, 'record', () => {
      this.#toMonitor();
      void model.record();
    });
    listen(this, 'stop', () => model.stop());
    listen(this, 'pause', () => model.togglePause());
    listen(this, 'render', (request) => void model.renderPage(request));
    listen(this, 'stop-render', () => void model.renders.stop());
    listen(this, 'help', () => (this.helpOpen = true));
    listen(this, 'theme', () => {
      toggleTheme();
      this.requestUpdate();
    });
    listen(this, 'stage', () => model.toStage());
    listen(this, 'retry', () => void model.load());
    listen(this, 'notice', (text) => this.#notify(text));
    listen(this, 'discard', (sidecar) => this.renderRoot.querySelector<ReelayDiscard>('reelay-discard')?.ask(sidecar));
    window.addEventListener('hashchange', () => {
      this.#toMonitor();
      void model.open();
    });
    window.addEventListener('focus', () => void model.library.refresh());
    window.addEventListener('keydown', (event) => this.#key(event));
    void this.#begin(model);
  }

  override render(): TemplateResult | typeof nothing {
    const model = this.#model;
    if (!model) return nothing;
    const { run, form, validation, presets, live, renders, examination } = model;
    const active = isActive(run);
    const problems = validation.ok ? {} : validation.problems;
    const opened = active ? undefined : model.opened.state === 'ready' ? model.opened.sidecar : undefined;
    return html`<reelay-header theme=${currentTheme()}></reelay-header>
      <main>
        ${this.#notices(model)}
        <div class="stage">
          <section class="monitor" aria-label="Monitor">
            <reelay-monitor
              .run=${run}
              .opened=${model.opened}
              .scene=${model.scene}
              .picture=${pictureOf(form)}
              .client=${model.client}
              ?openedAlpha=${presets.state === 'ready' && presets.presets.some(({ id, alpha }) => id === opened?.preset && alpha)}
            ></reelay-monitor>
          </section>
          <section class="transport" aria-label="Transport">
            <reelay-transport .run=${run} .planned=${plannedOf(model)} .obstacle=${obstacleOf(model)}></reelay-transport>
          </section>
          <section class="below ${run.state === 'idle' && !opened ? 'idle' : ''}" aria-label=${opened ? 'Details' : 'Measurements'}>
            ${
              opened
                ? html`<reelay-details .sidecar=${opened} .outputs=${outputsOf(opened, model.library.recordings)} .client=${model.client}></reelay-details>`
                : html`<reelay-meters .run=${run} theme=${currentTheme()}></reelay-meters>`
            }
          </section>
        </div>
        <section class="inspector" aria-label="Settings">
          <reelay-scene-picker .scenes=${model.scenes} .value=${form.scene} ?disabled=${active} ?posters=${!active && presets.state !== 'loading'}></reelay-scene-picker>
          <reelay-settings .form=${form} .problems=${problems} .presets=${presets} .defaultName=${model.scene?.title ?? ''} ?disabled=${active}></reelay-settings>
        </section>
        ${
          renders.desk
            ? html`<section class="pages" aria-label="Pages">
              <reelay-pages .desk=${renders.desk} .validation=${validation} .recordingName=${form.name} .problem=${renders.problem}></reelay-pages>
            </section>`
            : nothing
        }
        ${
          live.sources.length > 0
            ? html`<section class="live" aria-label="Live now">
              <reelay-live .sources=${live.sources} .client=${model.client}></reelay-live>
            </section>`
            : nothing
        }
        ${
          live.shares.length > 0
            ? html`<section class="shares" aria-label="Shared memory"><reelay-shares .shares=${live.shares}></reelay-shares></section>`
            : nothing
        }
        <section class="library" aria-label="Recordings">
          <reelay-recordings .list=${model.library.list} .client=${model.client} .current=${opened?.id}></reelay-recordings>
        </section>
        ${examination?.state === 'ok' ? html`<reelay-doctor class="foot" .examination=${examination}></reelay-doctor>` : nothing}
      </main>
      <p class="visually-hidden" role="status">${announcement(run, model.opened)}</p>
      <p class="notice" role="status">${this.notice}</p>
      <reelay-help ?open=${this.helpOpen} @close=${() => (this.helpOpen = false)}></reelay-help>
      <reelay-discard .erase=${(sidecar: Sidecar) => model.discard(sidecar)}></reelay-discard>`;
  }

  /** What keeps the page, the browser or the relay from working. */
  #notices({ presets, unsupported, examination }: StudioModel): TemplateResult | typeof nothing {
    const lacking = examination !== undefined && examination.state !== 'ok';
    if (presets.state !== 'failed' && !unsupported && !lacking) return nothing;
    return html`<div class="page">
      ${
        presets.state === 'failed'
          ? html`<reelay-problem .problem=${presets.problem}>
            <button class="plain" @click=${() => send(this, 'retry', undefined)}>${icon('refresh')} Try again</button>
          </reelay-problem>`
          : nothing
      }
      ${unsupported ? html`<reelay-problem .problem=${unsupported}></reelay-problem>` : nothing}
      ${lacking ? html`<reelay-doctor .examination=${examination}></reelay-doctor>` : nothing}
    </div>`;
  }

  override updated(_changed: PropertyValues): void {
    const run = this.#model?.run;
    const lead = run?.state === 'recording' ? '\u25cf ' : run?.state === 'paused' ? '\u2016 ' : '';
    document.title = `${lead}Reelay`;
  }

  async #begin(model: StudioModel): Promise<void> {
    const demo = isAutorecord(new URLSearchParams(location.search));
    await model.load();
    if (!demo) return;
    // Once: reloading the page shows what was recorded.
    model.change({});
    await autorecord(model);
  }

  #key(event: KeyboardEvent): void {
    const shortcut = shortcutOf(event);
    if (!shortcut || !this.#model) return;
    event.preventDefault();
    if (shortcut === 'help') this.helpOpen = true;
    else if (shortcut === 'pause') this.#model.togglePause();
    else if (isActive(this.#model.run)) this.#model.stop();
    else void this.#model.record();
  }

  /** Brings the picture into view, where the page is scrolled away from it. */
  #toMonitor(): void {
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';
    this.renderRoot.querySelector('.monitor')?.scrollIntoView({ block: 'nearest', behavior });
  }

  #notify(text: string): void {
    clearTimeout(this.#noticeTimer);
    this.notice = text;
    this.#noticeTimer = setTimeout(() => (this.notice = ''), NOTICE_MS);
  }
}

customElements.define('reelay-studio', ReelayStudio);

declare global {
  interface HTMLElementTagNameMap {
    'reelay-studio': ReelayStudio;
  }
}
