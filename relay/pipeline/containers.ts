/** What a muxer's files are called. */

export interface Container {
  /** File name extension, without the dot. */
  readonly extension: string;
  readonly mime: string;
}

const CONTAINERS: Readonly<Record<string, Container>> = {
  mp4mux: { extension: 'mp4', mime: 'video/mp4' },
  isomp4mux: { extension: 'mp4', mime: 'video/mp4' },
  qtmux: { extension: 'mov', mime: 'video/quicktime' },
  '3gppmux': { extension: '3gp', mime: 'video/3gpp' },
  matroskamux: { extension: 'mkv', mime: 'video/x-matroska' },
  webmmux: { extension: 'webm', mime: 'video/webm' },
  oggmux: { extension: 'ogg', mime: 'video/ogg' },
  avimux: { extension: 'avi', mime: 'video/x-msvideo' },
  mpegtsmux: { extension: 'ts', mime: 'video/mp2t' },
  avmux_mpegts: { extension: 'ts', mime: 'video/mp2t' },
  mpegpsmux: { extension: 'mpg', mime: 'video/mpeg' },
  flvmux: { extension: 'flv', mime: 'video/x-flv' },
  avmux_gif: { extension: 'gif', mime: 'image/gif' },
  avmux_apng: { extension: 'png', mime: 'image/apng' },
  multipartmux: { extension: 'mjpeg', mime: 'multipart/x-mixed-replace' },
  y4menc: { extension: 'y4m', mime: 'video/x-yuv4mpeg' },
};

const UNKNOWN: Container = { extension: 'bin', mime: 'application/octet-stream' };

/** The container of the last muxer among `elements`. */
export function containerOf(elements: readonly string[]): Container {
  return (
    elements
      .map((element) => CONTAINERS[element])
      .filter((container) => container !== undefined)
      .at(-1) ?? UNKNOWN
  );
}
