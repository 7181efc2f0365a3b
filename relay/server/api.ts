/** The JSON API: presets, recordings, live views, shares, what the machine lacks. */
import { rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { ReelayError } from '../../shared/errors.ts';
import { SUBPROTOCOL } from '../../shared/wire/messages.ts';
import { Doctor } from '../doctor/doctor.ts';
import { isAnimation, writeStill } from '../pipeline/animation-check.ts';
import { SOFTWARE_ONLY } from '../pipeline/choose-encoders.ts';
import { describePreset } from '../pipeline/describe-preset.ts';
import { firstFile, HLS_INDEX } from '../pipeline/folder-names.ts';
import { makeThumbnail } from '../pipeline/thumbnail.ts';
import type { Library } from '../recordings/library.ts';
import { isId } from '../recordings/names.ts';
import { placeOf, type Sidecar, urlOf } from '../recordings/sidecar.ts';
import type { SessionContext } from '../session/context.ts';
import type { LiveViews } from '../taps/live/live-views.ts';
import { sendJson } from './answers.ts';
import { sendFile } from './send-file.ts';

export class Api {
  readonly #context: SessionContext;
  readonly #doctor = new Doctor();
  /** One thumbnail at a time: they are made while recordings run. */
  #thumbnails: Promise<unknown> = Promise.resolve();

  readonly #live: LiveViews;

  constructor(context: SessionContext, live: LiveViews) {
    this.#context = context;
    this.#live = live;
  }

  /** Answers a request below `/api/`. Throws ReelayError. */
  async handle(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    const [resource, id, part, ...rest] = pathname.slice('/api/'.length).split('/');
    if (rest.length > 0) throw new ReelayError('NOT_FOUND', { path: pathname });
    if (resource === 'hello' && id === undefined) {
      allow(request, pathname, ['GET', 'HEAD']);
      sendJson(response, { name: 'reelay', version: this.#context.version, protocol: SUBPROTOCOL });
    } else if (resource === 'presets' && id === undefined) {
      allow(request, pathname, ['GET', 'HEAD']);
      const { presets, installed } = this.#context;
      sendJson(response, { presets: presets.map((preset) => describePreset(preset, installed)) });
    } else if (resource === 'doctor' && id === undefined) {
      allow(request, pathname, ['GET', 'HEAD']);
      const { version, presets, installed, library, encoders = SOFTWARE_ONLY } = this.#context;
      const place = { listensOn: request.socket.localPort ?? 0 };
      const subject = { version, presets, installed, encoders, place, recordings: library.directory };
      sendJson(response, await this.#doctor.examine(subject));
    } else if (resource === 'live' && id === undefined) {
      allow(request, pathname, ['GET', 'HEAD']);
      sendJson(response, { live: this.#live.describe(), ...this.#live.limits });
    } else if (resource === 'shares' && id === undefined) {
      allow(request, pathname, ['GET', 'HEAD']);
      sendJson(response, { shares: this.#context.shares?.list() ?? [] });
    } else if (resource === 'recordings' && id === undefined) {
      allow(request, pathname, ['GET', 'HEAD']);
      sendJson(response, { recordings: (await this.#context.library.list()).map(described) });
    } else if (resource === 'recordings' && id !== undefined) {
      await this.#recording(request, response, pathname, id, part);
    } else {
      throw new ReelayError('NOT_FOUND', { path: pathname });
    }
  }

  async #recording(
    request: IncomingMessage,
    response: ServerResponse,
    pathname: string,
    id: string,
    part: string | undefined,
  ): Promise<void> {
    const { library } = this.#context;
    const sidecar = isId(id) ? await library.get(id) : undefined;
    if (!sidecar || (part !== undefined && part !== 'thumbnail'))
      throw new ReelayError('NOT_FOUND', { path: pathname });
    if (part === 'thumbnail') {
      allow(request, pathname, ['GET', 'HEAD']);
      await this.#thumbnail(request, response, sidecar, pathname);
      return;
    }
    allow(request, pathname, ['GET', 'HEAD', 'DELETE']);
    if (request.method === 'DELETE') {
      await library.remove(sidecar);
      response.writeHead(204).end();
    } else {
      sendJson(response, described(sidecar));
    }
  }

  async #thumbnail(
    request: IncomingMessage,
    response: ServerResponse,
    sidecar: Sidecar,
    pathname: string,
  ): Promise<void> {
    const { library } = this.#context;
    if (sidecar.state !== 'finished' || sidecar.bytes === 0) throw new ReelayError('NOT_FOUND', { path: pathname });
    const target = library.thumbnailPath(sidecar.id);
    const made = this.#thumbnails.then(async () => {
      if (await isFile(target)) return;
      await thumbnailOf(library, sidecar, target);
      // Deleted meanwhile: nothing of it may stay.
      if (!(await library.get(sidecar.id))) await rm(target, { force: true });
    });
    this.#thumbnails = made.catch(() => undefined);
    await made;
    const sent = await sendFile(request, response, target, {
      'Content-Type': 'image/jpeg',
      'Cache-Control': 'private, max-age=31536000, immutable',
    });
    if (!sent) throw new ReelayError('NOT_FOUND', { path: pathname });
  }
}

/** A sidecar as the API gives it. */
function described({ writers: _writers, ...sidecar }: Sidecar): unknown {
  const isPlaylist = sidecar.state === 'recording' && sidecar.index === HLS_INDEX;
  return {
    ...sidecar,
    url: urlOf(sidecar),
    ...(sidecar.index === undefined ? {} : { archive: `/recordings/${sidecar.file}` }),
    // Can be played while it grows.
    ...(isPlaylist ? { playlist: placeOf(sidecar) } : {}),
  };
}

async function thumbnailOf(library: Library, { file, index }: Sidecar, target: string): Promise<void> {
  const place = library.filePath(file);
  if (!isAnimation(file)) {
    await makeThumbnail(index === undefined ? place : join(place, firstFile(index)), target);
    return;
  }
  // GStreamer reads no animated WebP, and hangs on a short GIF.
  const still = `${place}.still.tmp`;
  try {
    await writeStill(place, still);
    await makeThumbnail(still, target);
  } finally {
    await rm(still, { force: true });
  }
}

/** Throws METHOD_NOT_ALLOWED unless the request's method is one of `methods`. */
export function allow(request: IncomingMessage, path: string, methods: readonly string[]): void {
  if (!methods.includes(request.method ?? '')) {
    throw new ReelayError('METHOD_NOT_ALLOWED', { method: request.method ?? '', path, allowed: methods.join(', ') });
  }
}

function isFile(place: string): Promise<boolean> {
  return stat(place).then(
    (found) => found.size > 0,
    () => false,
  );
}
