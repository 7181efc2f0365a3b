/** `reelay render PAGE -o OUT`: a page, frame by frame, into a file. */
import type { Command } from '../command.ts';
import { runRender } from '../render/command.ts';
import { RENDER_HELP } from '../render/help.ts';
import { RENDER_OPTIONS } from '../render/options.ts';
import { packageVersion } from '../version.ts';

export const render: Command = {
  help: RENDER_HELP,
  options: RENDER_OPTIONS,
  operands: 'file',
  run: async (args, directory) => runRender(args, directory, await packageVersion()),
};
