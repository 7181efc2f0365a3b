/** What the relay says of its machine. */

/** One thing that was looked at. */
export interface Finding {
  /** The check, such as `shared-memory`. */
  readonly id: string;
  readonly state: 'ok' | 'warning' | 'error';
  readonly message: string;
  /** What to do; only where something is to be done. */
  readonly remedy?: string;
}

export interface Examination {
  /** The worst of the findings. */
  readonly state: Finding['state'];
  readonly findings: readonly Finding[];
}

/** What the checks are about, in a person's words; one that is not here goes by its id. */
const SUBJECTS: Readonly<Record<string, string>> = {
  node: 'Node',
  gstreamer: 'GStreamer',
  elements: 'GStreamer elements',
  presets: 'formats',
  'own-presets': 'your own presets',
  browser: 'a browser',
  'shared-memory': 'shared memory',
  port: 'the port',
  recordings: 'the recordings folder',
  disk: 'disk space',
  ffmpeg: 'ffmpeg',
};

/** The findings that want something done, the worst first. */
export function lacksOf({ findings }: Examination): readonly Finding[] {
  const of = (state: Finding['state']): readonly Finding[] => findings.filter((finding) => finding.state === state);
  return [...of('error'), ...of('warning')];
}

/** What they are about, in one line. */
export function headline(lacks: readonly Finding[]): string {
  const subjects = lacks.map(({ id }) => SUBJECTS[id] ?? id);
  return `Missing on the relay\u2019s machine: ${subjects.join(', ')}`;
}
