/** A line for a shell in Reelay's folder that prints the frames of a share as they come. */

export interface HowToRead {
  readonly language: string;
  readonly line: string;
}

/** @param share name of a share: letters, digits, `_` and `-`, so that it needs no quoting of its own */
export function howToRead(share: string): readonly HowToRead[] {
  return [
    {
      language: 'Python',
      line: `PYTHONPATH=clients/python python3 -c 'from reelay_share import open_share; [print(frame.sequence, len(frame.data), flush=True) for frame in open_share("${share}")]'`,
    },
    {
      language: 'Node',
      line: `node --input-type=module -e 'import { openShare } from "reelay/share"; for await (const frame of openShare("${share}")) console.log(frame.sequence, frame.data.length)'`,
    },
  ];
}
