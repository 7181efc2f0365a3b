import { aptCommand } from './apt.mjs';
import { which } from './which.mjs';

/** @typedef {{ manager: string, command: string, gstreamer: readonly string[], ffmpeg: string, opencv: string, xvfb: string }} OtherManager */

/** What the other package managers call the same things. @type {readonly OtherManager[]} */
const OTHERS = [
  // Homebrew's one formula has the tools and all plugins.
  {
    manager: 'brew',
    command: 'brew install',
    gstreamer: ['gstreamer'],
    ffmpeg: 'ffmpeg',
    opencv: 'opencv',
    xvfb: 'xorg-server',
  },
  {
    manager: 'dnf',
    command: 'sudo dnf install',
    gstreamer: [
      'gstreamer1',
      'gstreamer1-plugins-base',
      'gstreamer1-plugins-base-tools',
      'gstreamer1-plugins-good',
      'gstreamer1-plugins-bad-free',
      // x264enc; from RPM Fusion.
      'gstreamer1-plugins-ugly',
      'gstreamer1-plugin-libav',
    ],
    ffmpeg: 'ffmpeg-free',
    opencv: 'python3-opencv',
    xvfb: 'xorg-x11-server-Xvfb',
  },
  {
    manager: 'pacman',
    command: 'sudo pacman -S --needed',
    gstreamer: [
      'gstreamer',
      'gst-plugins-base',
      'gst-plugins-good',
      'gst-plugins-bad',
      'gst-plugins-ugly',
      'gst-libav',
    ],
    ffmpeg: 'ffmpeg',
    opencv: 'python-opencv',
    xvfb: 'xorg-server-xvfb',
  },
];

const RPM_FUSION =
  'sudo dnf install https://mirrors.rpmfusion.org/free/fedora/rpmfusion-free-release-$(rpm -E %fedora).noarch.rpm';

/**
 * Commands that bring the packages, for this machine's package manager; for all of them where it has none of these.
 * @param {readonly string[]} packages Debian's names.
 * @returns {readonly string[]}
 */
export function commandsByHand(packages) {
  if (which('apt-get') !== undefined) return [aptCommand(packages)];
  const here = OTHERS.filter(({ manager }) => which(manager) !== undefined);
  return (here.length > 0 ? here : OTHERS)
    .flatMap((other) => commandsOf(other, packages))
    .concat(chromiumCommand(packages));
}

/**
 * @param {OtherManager} other
 * @param {readonly string[]} packages
 */
function commandsOf({ manager, command, gstreamer, ffmpeg, opencv, xvfb }, packages) {
  const gstreamerMissing = packages.some((name) => name.startsWith('gstreamer'));
  const names = [
    ...(gstreamerMissing ? gstreamer : []),
    ...(packages.includes('ffmpeg') ? [ffmpeg] : []),
    ...(packages.includes('python3-opencv') ? [opencv] : []),
    ...(packages.includes('xvfb') ? [xvfb] : []),
  ];
  if (names.length === 0) return [];
  const install = `${command} ${names.join(' ')}`;
  return manager === 'dnf' && gstreamerMissing ? [RPM_FUSION, install] : [install];
}

/** @param {readonly string[]} packages */
function chromiumCommand(packages) {
  return packages.includes('chromium') ? ['npx playwright install chromium'] : [];
}
