/** The commands of `reelay`, in the order in which its help names them. Each is loaded when it is asked for. */
import type { Command } from '../command.ts';

interface Entry {
  /** What it does, in half a line. */
  readonly summary: string;
  load(): Promise<Command>;
}

export const COMMANDS: Readonly<Record<string, Entry>> = {
  serve: {
    summary: 'the relay and its studio; what runs where no command is named',
    load: async () => (await import('./serve.ts')).serve,
  },
  render: {
    summary: 'a page, frame by frame on a virtual clock, into a file',
    load: async () => (await import('./render.ts')).render,
  },
  open: {
    summary: "a Chromium whose pages' frames need not pass a socket",
    load: async () => (await import('./open.ts')).open,
  },
  doctor: {
    summary: 'what this machine lacks, with the remedy for each',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  presets: {
    summary: 'the formats there are, and whether this machine can make them',
    load: async () => (await import('./presets.ts')).presets,
  },
  completion: {
    summary: 'a script with which bash, zsh or fish completes all this',
    load: async () => (await import('./completion.ts')).completion,
  },
};

const COLUMN = Math.max(...Object.keys(COMMANDS).map(({ length }) => length)) + 4;

/** The text of `reelay --help`. */
export const OVERVIEW = `Reelay records what a browser draws, frame-exact, into any GStreamer pipeline.

Usage: reelay [COMMAND] [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(COLUMN)}${summary}`)
  .join('\n')}

  reelay COMMAND --help tells of one of them; reelay --version of this program.
  In a checkout of Reelay, npm start -- stands for reelay.
`;
