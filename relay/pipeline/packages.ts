/** Which package brings a GStreamer element, and the command that installs it here. */
import { which } from './which.ts';

export const LAUNCH_TOOL = 'gst-launch-1.0';
/** Converts recordings into pictures that move. */
export const FFMPEG_TOOL = 'ffmpeg';
export const INSPECT_TOOL = 'gst-inspect-1.0';

type PackageSet = 'ffmpeg' | 'tools' | 'base' | 'good' | 'bad' | 'ugly' | 'libav' | 'x' | 'gl';

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Elements the relay and its presets use, and those fragments often name. What is not listed is looked for in bad, the largest set. */
const SETS: Readonly<Record<Exclude<PackageSet, 'bad'>, readonly string[]>> = {
  ffmpeg: ['ffmpeg'],
  tools: words(`
    gst-launch-1.0 gst-inspect-1.0 fdsrc fdsink filesrc filesink fakesink fakesrc identity queue queue2 tee
    capsfilter multiqueue valve`),
  base: words(`
    videoconvertscale videoconvert videoscale videorate videotestsrc theoraenc theoradec oggmux oggdemux
    vorbisenc opusenc audioconvert audioresample decodebin rawvideoparse appsrc appsink tcpclientsink
    tcpserversink playbin uridecodebin`),
  good: words(`
    mp4mux qtmux qtdemux matroskamux webmmux matroskademux avimux flvmux vp8enc vp8dec vp9enc vp9dec jpegenc
    jpegdec pngenc pngdec videobox videocrop videoflip videobalance progressreport capssetter multipartmux
    udpsink multifilesink splitmuxsink alphacolor alpha autovideosink autoaudiosink pulsesink v4l2sink v4l2h264enc v4l2h265enc y4menc`),
  ugly: words(`
    x264enc asfdemux`),
  // Where Debian has them; elsewhere they are in base.
  x: words(`
    ximagesink xvimagesink textoverlay timeoverlay clockoverlay`),
  gl: words(`
    glimagesink glupload gldownload glcolorconvert`),
  libav: words(`
    avenc_ffv1 avdec_ffv1 avenc_prores_ks avdec_prores avdec_h264 avenc_mpeg4 avmux_mpegts`),
};

/** Package managers by the tool on PATH, with the name each gives to a set. */
const MANAGERS: readonly {
  readonly tool: string;
  readonly command: string;
  readonly names: Readonly<Record<PackageSet, string>>;
}[] = [
  {
    tool: 'apt-get',
    command: 'sudo apt-get install -y',
    names: {
      ffmpeg: 'ffmpeg',
      tools: 'gstreamer1.0-tools',
      base: 'gstreamer1.0-plugins-base',
      good: 'gstreamer1.0-plugins-good',
      bad: 'gstreamer1.0-plugins-bad',
      ugly: 'gstreamer1.0-plugins-ugly',
      libav: 'gstreamer1.0-libav',
      x: 'gstreamer1.0-x',
      gl: 'gstreamer1.0-gl',
    },
  },
  {
    tool: 'dnf',
    command: 'sudo dnf install -y',
    names: {
      ffmpeg: 'ffmpeg-free',
      tools: 'gstreamer1',
      base: 'gstreamer1-plugins-base',
      good: 'gstreamer1-plugins-good',
      bad: 'gstreamer1-plugins-bad-free',
      ugly: 'gstreamer1-plugins-ugly',
      libav: 'gstreamer1-plugin-libav',
      x: 'gstreamer1-plugins-base',
      gl: 'gstreamer1-plugins-base',
    },
  },
  {
    tool: 'pacman',
    command: 'sudo pacman -S --needed',
    names: {
      ffmpeg: 'ffmpeg',
      tools: 'gstreamer',
      base: 'gst-plugins-base',
      good: 'gst-plugins-good',
      bad: 'gst-plugins-bad',
      ugly: 'gst-plugins-ugly',
      libav: 'gst-libav',
      x: 'gst-plugins-base',
      gl: 'gst-plugins-base',
    },
  },
  // Homebrew has one package with every set.
  {
    tool: 'brew',
    command: 'brew install',
    names: {
      ffmpeg: 'ffmpeg',
      tools: 'gstreamer',
      base: 'gstreamer',
      good: 'gstreamer',
      bad: 'gstreamer',
      ugly: 'gstreamer',
      libav: 'gstreamer',
      x: 'gstreamer',
      gl: 'gstreamer',
    },
  },
];

/** Debian's package that brings `element`. */
export function packageOf(element: string): string {
  return debian.names[setOf(element)];
}

/**
 * The command that installs what brings `elements`, for the package manager found on `path`; apt's where there is none.
 * @param path directories in the form of the PATH variable
 */
export function installCommand(elements: readonly string[], path: string = process.env['PATH'] ?? ''): string {
  const manager = MANAGERS.find(({ tool }) => which(tool, path) !== undefined) ?? debian;
  const packages = new Set(elements.map((element) => manager.names[setOf(element)]));
  return `${manager.command} ${[...packages].join(' ')}`;
}

const [debian] = MANAGERS as readonly [(typeof MANAGERS)[number]];

function setOf(element: string): PackageSet {
  for (const [set, elements] of Object.entries(SETS)) if (elements.includes(element)) return set as PackageSet;
  return element.startsWith('av') ? 'libav' : 'bad';
}
