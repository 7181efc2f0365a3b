/** What makes H.264 and H.265. */
import type { ChosenEncoders } from '../pipeline/choose-encoders.ts';
import { type Finding, lack, ok } from './finding.ts';

const CODECS = [
  ['h264', 'H.264', 'x264enc'],
  ['h265', 'H.265', 'x265enc'],
] as const;

/** @param problem what is wrong with the encoder that the operator named */
export function checkEncoders(
  { encoders, unusable }: ChosenEncoders,
  problem?: { readonly message: string; readonly remedy: string },
): Finding {
  if (problem) return lack('encoders', 'error', problem.message, problem.remedy);
  const made = CODECS.map(
    ([codec, name, software]) => `${name} by ${encoders.find((own) => own.codec === codec)?.element ?? software}`,
  );
  const failed = unusable.map(({ element, reason }) => ` ${element} is installed and does not work: ${reason}`);
  return ok('encoders', `${made.join(', ')}.${failed.join('')}`);
}
