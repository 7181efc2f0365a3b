/** Content types by a file's ending. */
import { extname } from 'node:path';

export type ContentTypes = Readonly<Record<string, string>>;

/** What pictures and films are. */
export const MEDIA_TYPES: ContentTypes = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.apng': 'image/apng',
  '.webp': 'image/webp',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.ogg': 'video/ogg',
  '.mkv': 'video/x-matroska',
  '.mov': 'video/quicktime',
  '.avi': 'video/x-msvideo',
  '.ts': 'video/mp2t',
  '.mpg': 'video/mpeg',
  '.flv': 'video/x-flv',
  '.3gp': 'video/3gpp',
  '.m3u8': 'application/vnd.apple.mpegurl',
};

/** What the studio and the recorder are made of. */
export const WEB_TYPES: ContentTypes = {
  ...MEDIA_TYPES,
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** The type of the file called `name`; undefined where `types` does not have it. */
export function contentType(name: string, types: ContentTypes): string | undefined {
  return types[extname(name).toLowerCase()];
}
