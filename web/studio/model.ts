/** What the studio knows and can do, without anything of the screen. */
import { Recorder } from '../recorder/index.ts';
import { type Preset, RelayClient, type Connection, type Sidecar } from './api.ts';
import type { Examination } from './doctor.ts';
import { addressFromForm, formFromAddress } from './form/address.ts';
import { applyChange } from './form/fit.ts';
import type { Form } from './form/form.ts';
import { type Validation, validate } from './form/validate.ts';
import { Library } from './library.ts';
import { LiveFeed } from './live/feed.ts';
import { PageRenders } from './pages/page-renders.ts';
import type { RenderRequest } from './pages/render-job.ts';
import { type Problem, toProblem } from './problem.ts';
import { RecordingRunner } from './run/recording.ts';
import { isActive, type Run } from './run/run.ts';
import type { SceneEntry } from './scene.ts';
import { linkTo, openedIn } from './view.ts';

export type PresetsState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly presets: readonly Preset[] }
  | { readonly state: 'failed'; readonly problem: Problem };

/** The recording that the address names. */
export type Opened =
  | { readonly state: 'none' }
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly sidecar: Sidecar }
  | { readonly state: 'failed'; readonly problem: Problem };

export class StudioModel {
  readonly client: RelayClient;
  readonly scenes: readonly SceneEntry[];
  readonly support = Recorder.support();
  readonly library: Library;
  readonly live: LiveFeed;
  readonly renders: PageRenders;
  form: Form;
  presets: PresetsState = { state: 'loading' };
  opened: Opened = { state: 'none' };
  /** What the relay's machine has and lacks; undefined until it has told. */
  examination: Examination | undefined;
  readonly #runner: RecordingRunner;
  readonly #changed: () => void;

  /** `changed` is called whenever anything here has changed. */
  constructor(connection: Connection, scenes: readonly SceneEntry[], changed: () => void) {
    this.client = new RelayClient(connection);
    this.scenes = scenes;
    this.library = new Library(this.client, () => this.#follow());
    this.live = new LiveFeed(this.client, (cameOrWent) => {
      // What began or ended elsewhere is in the list of recordings, too.
      if (cameOrWent) void this.library.refresh();
      changed();
    });
    this.renders = new PageRenders(this.client, changed);
    this.#runner = new RecordingRunner(connection, changed);
    this.#changed = changed;
    this.form = formFromAddress(new URLSearchParams(location.search));
  }

  get run(): Run {
    return this.#runner.run;
  }

  get validation(): Validation {
    return validate(this.form, {
      scenes: this.scenes,
      presets: this.presets.state === 'ready' ? this.presets.presets : [],
    });
  }

  /** The chosen animation; the first where the choice is none. */
  get scene(): SceneEntry | undefined {
    return this.scenes.find(({ id }) => id === this.form.scene) ?? this.scenes[0];
  }

  /** What this browser lacks; undefined where it can record. */
  get unsupported(): Problem | undefined {
    const { supported, missing } = this.support;
    if (supported) return undefined;
    return { code: 'BROWSER_UNSUPPORTED', message: 'This browser cannot record canvases.', remedy: missing.join(' ') };
  }

  /** Reads everything from the relay. */
  async load(): Promise<void> {
    this.presets = { state: 'loading' };
    this.#changed();
    void this.#examine();
    void this.live.refresh();
    void this.renders.refresh();
    await Promise.all([this.#loadPresets(), this.library.refresh(), this.open()]);
  }

  change(change: Partial<Form>): void {
    this.form = applyChange(this.form, change, this.presets.state === 'ready' ? this.presets.presets : []);
    const query = addressFromForm(this.form, new URLSearchParams(location.search)).toString();
    history.replaceState(null, '', `${location.pathname}${query && `?${query}`}${location.hash}`);
    this.#changed();
  }

  /** Shows the recording that the address names, if any. */
  async open(): Promise<void> {
    const id = openedIn(location.hash);
    const { run } = this;
    // How the last recording ended says nothing about another one.
    if (id !== undefined && !(run.state === 'finished' && run.recording.id === id)) this.#runner.reset();
    if (id === undefined) {
      this.#show({ state: 'none' });
      return;
    }
    const known = this.library.recordings.find((recording) => recording.id === id);
    if (known) {
      this.#show({ state: 'ready', sidecar: known });
      return;
    }
    this.#show({ state: 'loading' });
    const opened = await this.client.recording(id).then(
      (sidecar): Opened => ({ state: 'ready', sidecar }),
      (error: unknown): Opened => ({ state: 'failed', problem: toProblem(error) }),
    );
    if (openedIn(location.hash) === id) this.#show(opened);
  }

  /** Back to the animation. */
  toStage(): void {
    this.#runner.reset();
    if (openedIn(location.hash) !== undefined) location.hash = '';
    this.#show({ state: 'none' });
  }

  /** Records with the settings as they are, to the end, and shows the result. Does nothing where they are wrong. */
  async record(): Promise<Run> {
    const { validation } = this;
    if (!validation.ok || isActive(this.run) || !this.support.supported) return this.run;
    this.toStage();
    await this.#runner.start(validation.settings);
    const { run } = this;
    await this.library.refresh();
    if (run.state === 'finished') location.hash = linkTo(run.recording.id);
    return run;
  }

  stop(): void {
    this.#runner.stop();
  }

  /** Has a page rendered, and shows the result unless something else is recorded by then. */
  async renderPage(request: RenderRequest): Promise<void> {
    const id = await this.renders.render(request);
    await this.library.refresh();
    if (id !== undefined && !isActive(this.run)) location.hash = linkTo(id);
  }

  togglePause(): void {
    if (this.run.state === 'recording') void this.#runner.pause();
    else if (this.run.state === 'paused') void this.#runner.resume();
  }

  /** Deletes a recording. Throws what the relay says. */
  async discard({ id }: Sidecar): Promise<void> {
    await this.library.remove(id);
    if (openedIn(location.hash) === id) this.toStage();
  }

  async #loadPresets(): Promise<void> {
    try {
      this.presets = { state: 'ready', presets: await this.client.presets() };
      this.form = applyChange(this.form, {}, this.presets.presets);
    } catch (error) {
      this.presets = { state: 'failed', problem: toProblem(error) };
    }
    this.#changed();
  }

  /** Takes over what has become of the recording that is shown, while it is written. */
  #follow(): void {
    const { opened } = this;
    if (opened.state === 'ready' && opened.sidecar.state === 'recording') {
      const sidecar = this.library.recordings.find(({ id }) => id === opened.sidecar.id);
      if (sidecar) this.opened = { state: 'ready', sidecar };
    }
    this.#changed();
  }

  async #examine(): Promise<void> {
    // A relay that does not answer is told of by its presets.
    this.examination = await this.client.doctor().catch(() => undefined);
    this.#changed();
  }

  #show(opened: Opened): void {
    this.opened = opened;
    this.#changed();
  }
}
