/** The relay's command line. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { type OptionTable, parseOptions, UsageError } from './command.ts';
import { ENCODER_CHOICES, type EncoderChoice } from './pipeline/choose-encoders.ts';
import { parseShare, type ShareSettings } from './taps/share/options.ts';

export const HELP = `Reelay records what a browser draws, frame-exact, into any GStreamer pipeline.

Usage: reelay [serve] [options]
       npm start [-- options]        the same, in a checkout of Reelay
       reelay --help                 what else there is: the other commands

  --host NAME          address to listen on (default 127.0.0.1: this machine only)
  --port NUMBER        port to listen on; 0 picks a free one (default 8787)
  --recordings DIR     folder for the recordings (default ./recordings)
  --pipeline FRAGMENT  your own preset "custom": GStreamer elements from the encoder on,
                       such as "videorate ! theoraenc ! oggmux"; source, converter and
                       file sink are attached; or with an appsrc as its head
                       (docs/PIPELINES.md)
  --presets FILE       more presets of your own, as JSON (docs/PRESETS.md)
  --encoder NAME       what makes H.264 and H.265: auto (the default: the graphics card where
                       it works, else x264), x264, openh264, va, nvenc or v4l2
  --mjpeg-in PORT      take JPEG pictures from a GStreamer process on this machine,
                       "... ! jpegenc ! multipartmux ! tcpclientsink port=PORT", and show
                       them under /live/; NAME=PORT names them; may be given several times
  --stall-timeout SECONDS
                       end an output whose pipeline takes no frame for so long
                       (default 30; 0: never)
  --share NAME         share the frames of recordings with other programs, in shared
                       memory; NAME=interval:1000,size:480x270,format:RGB,slots:10
                       says how (docs/SHARING.md); may be given several times
  --browser-profile DIR
                       look for the frames of pages in this profile of a browser of yours,
                       too, so that they need not pass a socket (docs/RELAY.md); may be
                       given several times
  --pages DIR          let the studio open and record the pages in this folder, too
                       (docs/RELAY.md)
  --allow-origin URL   let pages of this origin record, too; may be given several times
                       (pages served from this machine always may)
  --token TEXT         the token pages must show (default: a new one at each start)
  --open               open the studio in your browser
  --demo FILE          record a built-in animation for five seconds into FILE with a
                       headless Chromium, then exit; the ending chooses the preset:
                       .mp4 .webm .ogg .mkv .mov
  --no-install         npm start only: check what is missing, install nothing
  --help               this text

Ctrl-C finishes the recordings that are open, then exits.
`;

/** Where pictures come in, and as what they are shown. */
export interface MjpegInputConfig {
  readonly name: string;
  readonly port: number;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly recordings: string;
  readonly pipeline: string | undefined;
  readonly presets: string | undefined;
  readonly encoder: EncoderChoice;
  readonly mjpegInputs: readonly MjpegInputConfig[];
  /** 0: never. */
  readonly stallTimeoutMs: number | undefined;
  readonly shares: readonly ShareSettings[];
  /** Profile folders of browsers that Reelay did not start. */
  readonly browserProfiles: readonly string[];
  /** Folder of pages that the studio may open. */
  readonly pages: string | undefined;
  readonly allowedOrigins: readonly string[];
  readonly token: string;
  readonly open: boolean;
  readonly demo: string | undefined;
}

/** What it takes. The help above tells of each. */
export const SERVE_OPTIONS = {
  host: { type: 'string' },
  port: { type: 'string' },
  recordings: { type: 'string', values: 'folder' },
  pipeline: { type: 'string' },
  presets: { type: 'string', values: 'file' },
  encoder: { type: 'string', values: ENCODER_CHOICES },
  'mjpeg-in': { type: 'string', multiple: true },
  'stall-timeout': { type: 'string' },
  share: { type: 'string', multiple: true },
  'browser-profile': { type: 'string', multiple: true, values: 'folder' },
  pages: { type: 'string', values: 'folder' },
  'allow-origin': { type: 'string', multiple: true },
  token: { type: 'string' },
  open: { type: 'boolean' },
  demo: { type: 'string', values: 'file' },
  // Acted on by the start script before the relay runs.
  'no-install': { type: 'boolean' },
} as const satisfies OptionTable;

const DEFAULT_PORT = 8787;
const MIN_TOKEN_LENGTH = 8;

/**
 * The configuration that `args` ask for. Throws UsageError, and OPTION_INVALID for a share.
 * @param directory where the person stood who typed them: relative paths are meant from there
 */
export function parseCommandLine(args: readonly string[], directory = process.cwd()): Config {
  const file = (given: string | undefined): string | undefined => given && path.resolve(directory, given);
  const { values } = parseOptions('serve', args, SERVE_OPTIONS);
  const demo = values.demo;
  const token = values.token ?? randomBytes(16).toString('hex');
  if (token.length < MIN_TOKEN_LENGTH)
    throw new UsageError(`--token must have at least ${MIN_TOKEN_LENGTH} characters.`);
  return {
    host: values.host ?? '127.0.0.1',
    // A demo stands on its own: it must not fail because another relay has the usual port.
    port: values.port === undefined ? (demo === undefined ? DEFAULT_PORT : 0) : portNumber('--port', values.port),
    recordings: file(values.recordings) ?? 'recordings',
    pipeline: values.pipeline,
    presets: file(values.presets),
    encoder: encoder(values.encoder ?? 'auto'),
    mjpegInputs: mjpegInputs(values['mjpeg-in'] ?? []),
    stallTimeoutMs: values['stall-timeout'] === undefined ? undefined : seconds(values['stall-timeout']),
    shares: shares(values.share ?? []),
    browserProfiles: (values['browser-profile'] ?? []).map((folder) => path.resolve(directory, folder)),
    pages: file(values.pages),
    allowedOrigins: (values['allow-origin'] ?? []).map(origin),
    token,
    open: values.open ?? false,
    demo: file(demo),
  };
}

function encoder(text: string): EncoderChoice {
  const choice = ENCODER_CHOICES.find((name) => name === text);
  if (!choice) throw new UsageError(`--encoder must be one of ${ENCODER_CHOICES.join(', ')}, not "${text}".`);
  return choice;
}

function mjpegInputs(texts: readonly string[]): MjpegInputConfig[] {
  const inputs = texts.map((text) => {
    const [, name, port = ''] = /^(?:([A-Za-z0-9_-]{1,32})=)?(.*)$/.exec(text) ?? [];
    return { name: name ?? `in-${port}`, port: portNumber('--mjpeg-in', port) };
  });
  const twice = inputs.find(({ name }, index) => inputs.findIndex((other) => other.name === name) < index);
  if (twice) throw new UsageError(`--mjpeg-in: two are called "${twice.name}".`);
  return inputs;
}

function portNumber(option: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageError(`${option} must be a number from 0 to 65535, not "${text}".`);
  return port;
}

function shares(texts: readonly string[]): ShareSettings[] {
  const all = texts.map(parseShare);
  const twice = all.find(({ name }, index) => all.findIndex((other) => other.name === name) !== index);
  if (twice) throw new UsageError(`--share ${twice.name} is given twice.`);
  return all;
}

function origin(text: string): string {
  if (text === 'null') return text;
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (!parsed || (parsed.origin !== text && `${parsed.origin}/` !== text)) {
    throw new UsageError(`--allow-origin takes an origin such as https://example.org, not "${text}".`);
  }
  return parsed.origin;
}

/** Longer ones a timer does not take. */
const MAX_TIMEOUT_SECONDS = 1_000_000;

/** As milliseconds. */
function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || value > MAX_TIMEOUT_SECONDS)
    throw new UsageError(
      `--stall-timeout must be a number of seconds from 0 to ${MAX_TIMEOUT_SECONDS}, not "${text}".`,
    );
  return value * 1000;
}
