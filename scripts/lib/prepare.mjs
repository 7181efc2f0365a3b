import { existsSync, readFileSync } from 'node:fs';
import { installWithApt, notInstalled } from './apt.mjs';
import { buildWhereStale } from './build.mjs';
import { commandsByHand } from './by-hand.mjs';
import { Failure } from './failure.mjs';
import { findMissing } from './missing.mjs';
import { installPackages, packagesAreInstalled } from './npm-packages.mjs';
import { say } from './say.mjs';
import { which } from './which.mjs';

/**
 * @typedef {object} Preparation
 * @property {boolean} install False: only say what is missing.
 * @property {boolean} chromium Whether a browser is needed on this machine.
 * @property {boolean} ffmpeg Whether ffmpeg and ffprobe are needed.
 * @property {boolean} opencv Whether Python is needed, with OpenCV.
 * @property {boolean} display Whether windows are opened where there is no screen.
 */

/**
 * Brings what is missing, then builds. Where everything is there, it needs no network and some 60 ms. Throws Failure.
 * @param {Preparation} preparation
 */
export async function prepare({ install, ...wanted }) {
  if (!install) await checkOnly(wanted);
  if (!packagesAreInstalled()) await installPackages();
  await installSystemPackages(wanted);
  await buildWhereStale();
}

/** Reelay's own part only, within its folder: npm packages and build. Throws Failure. */
export async function prepareReelay() {
  if (!packagesAreInstalled()) await installPackages();
  await buildWhereStale();
}

/** @param {import('./missing.mjs').Wanted} wanted */
async function checkOnly(wanted) {
  const missing = await findMissing(wanted);
  const npm = packagesAreInstalled() ? [] : ['npm ci'];
  if (npm.length === 0 && missing.packages.length === 0) return;
  const names = [...(npm.length > 0 ? ['npm packages'] : []), ...missing.essential, ...missing.preset];
  const commands = [...npm, ...(missing.packages.length > 0 ? commandsByHand(missing.packages) : [])];
  throw new Failure(`Missing: ${names.join(', ')}\nInstall with:\n${indented(commands)}`);
}

/** @param {import('./missing.mjs').Wanted} wanted */
async function installSystemPackages(wanted) {
  const missing = await findMissing(wanted);
  if (missing.packages.length === 0) return;
  const reason = await tryApt(missing.packages);
  const left = await findMissing(wanted);
  if (left.essential.length > 0) throw new Failure(explain(left, reason));
  if (left.preset.length > 0) {
    say(`Not to be had here, so some presets will not work: ${left.preset.join(', ')}`);
    if (reason) say(`${reason}\nTo install them:\n${indented(commandsByHand(left.packages))}`);
  }
}

/**
 * Why the packages could not be installed; undefined where they are installed now.
 * @param {readonly string[]} packages
 * @returns {Promise<string | undefined>}
 */
async function tryApt(packages) {
  if (which('apt-get') === undefined) return 'There is no apt-get here to install it with.';
  const wanted = (await notInstalled(packages)).filter((name) => !isUbuntusChromium(name));
  if (wanted.length === 0) return undefined;
  const installed = await installWithApt(wanted);
  return installed.ok ? undefined : installed.reason;
}

/**
 * @param {import('./missing.mjs').Missing} left
 * @param {string | undefined} reason
 */
function explain({ essential, packages }, reason) {
  const missing = `Missing: ${essential.join(', ')}`;
  if (reason !== undefined) return `${missing}\n${reason}\nInstall it by hand:\n${indented(commandsByHand(packages))}`;
  if (packages.some(isUbuntusChromium))
    return `${missing}\nInstall it by hand:\n  npx playwright install --with-deps chromium`;
  return `${missing}\nThe packages that should bring it are installed (${packages.join(', ')}). Reelay needs GStreamer 1.22 or newer; see: gst-inspect-1.0 --version`;
}

/**
 * Ubuntu's chromium is a snap, which apt cannot install in a container and which cannot read other programs' folders.
 * @param {string} name
 */
function isUbuntusChromium(name) {
  return (
    name === 'chromium' && existsSync('/etc/os-release') && /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'))
  );
}

/** @param {readonly string[]} lines */
function indented(lines) {
  return lines.map((line) => `  ${line}`).join('\n');
}
