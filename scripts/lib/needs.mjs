/**
 * What Reelay needs of the system, by the Debian package it comes in.
 *
 * @typedef {object} Need
 * @property {string} package Debian's name.
 * @property {readonly string[]} programs Looked for on PATH; all are essential.
 * @property {readonly string[]} essential GStreamer elements of every recording and of the default preset.
 * @property {readonly string[]} preset GStreamer elements of one preset or one feature: without them the rest works.
 */

/** @type {readonly Need[]} */
export const GSTREAMER = [
  {
    package: 'gstreamer1.0-tools',
    programs: ['gst-launch-1.0', 'gst-inspect-1.0'],
    essential: ['fdsrc'],
    preset: [],
  },
  {
    package: 'gstreamer1.0-plugins-base-apps',
    programs: ['gst-discoverer-1.0'],
    essential: [],
    preset: [],
  },
  {
    package: 'gstreamer1.0-plugins-base',
    programs: [],
    essential: ['videoconvertscale', 'videorate'],
    preset: ['theoraenc', 'oggmux'],
  },
  {
    package: 'gstreamer1.0-plugins-good',
    programs: [],
    essential: ['videobox', 'mp4mux', 'progressreport'],
    preset: [
      'vp8enc',
      'vp9enc',
      'webmmux',
      'matroskamux',
      'qtmux',
      'capssetter',
      'pngenc',
      'multifilesink',
      'jpegenc',
      'multipartmux',
    ],
  },
  {
    package: 'gstreamer1.0-plugins-bad',
    programs: [],
    essential: ['gdpdepay'],
    preset: ['shmsrc', 'gdppay', 'x265enc', 'h265parse', 'av1enc', 'av1parse', 'h264parse', 'mpegtsmux', 'hlssink'],
  },
  {
    package: 'gstreamer1.0-plugins-ugly',
    programs: [],
    essential: ['x264enc'],
    preset: [],
  },
  {
    package: 'gstreamer1.0-libav',
    programs: [],
    essential: [],
    preset: ['avenc_ffv1', 'avenc_prores_ks', 'avmux_mpegts'],
  },
  // No element, but what converts recordings into GIF, APNG and WebP.
  { package: 'ffmpeg', programs: [], essential: [], preset: ['ffmpeg'] },
];

/** What the tests and the benchmark compare recordings with. @type {Need} */
export const FFMPEG = { package: 'ffmpeg', programs: ['ffmpeg', 'ffprobe'], essential: [], preset: [] };

/** What the examples that open a window run on where there is no screen: the tests run them. @type {readonly Need[]} */
export const DISPLAY = [
  { package: 'xvfb', programs: ['Xvfb'], essential: [], preset: [] },
  { package: 'gstreamer1.0-x', programs: [], essential: ['ximagesink', 'textoverlay'], preset: [] },
];

/** What the example with OpenCV runs on: the tests run it. The module is Python's. */
export const OPENCV = { package: 'python3-opencv', module: 'cv2' };
