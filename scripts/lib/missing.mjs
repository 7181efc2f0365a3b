import { findChromium } from './chromium.mjs';
import { installedElements } from './gstreamer.mjs';
import { DISPLAY, FFMPEG, GSTREAMER, OPENCV } from './needs.mjs';
import { pythonHas } from './python.mjs';
import { which } from './which.mjs';

/**
 * What the system lacks.
 * @typedef {object} Missing
 * @property {readonly string[]} packages Debian packages that would bring it.
 * @property {readonly string[]} essential Programs and elements without which nothing can be recorded (or tested).
 * @property {readonly string[]} preset Elements without which some preset or feature cannot be had.
 */

/** What is about to be done: these are needed only for some of it. @typedef {{ chromium: boolean, ffmpeg: boolean, opencv: boolean, display: boolean }} Wanted */

/**
 * @param {Wanted} wanted
 * @returns {Promise<Missing>}
 */
export async function findMissing({ chromium, ffmpeg, opencv, display }) {
  const elements = await installedElements();
  const lacks = [...GSTREAMER, ...(ffmpeg ? [FFMPEG] : []), ...(display ? DISPLAY : [])].map((need) => ({
    package: need.package,
    programs: need.programs.filter((program) => which(program) === undefined),
    essential: need.essential.filter((element) => !elements.has(element)),
    preset: need.preset.filter((element) => !elements.has(element)),
  }));
  if (chromium && (await findChromium()) === undefined) {
    lacks.push({ package: 'chromium', programs: ['chromium'], essential: [], preset: [] });
  }
  if (opencv && !(await pythonHas(OPENCV.module))) {
    lacks.push({ package: OPENCV.package, programs: [`Python's ${OPENCV.module}`], essential: [], preset: [] });
  }
  // Without the tool that lists the elements, their names would say no more than its own.
  const listed = which('gst-inspect-1.0') !== undefined;
  return {
    packages: [
      ...new Set(
        lacks
          .filter((lack) => [...lack.programs, ...lack.essential, ...lack.preset].length > 0)
          .map((lack) => lack.package),
      ),
    ],
    essential: lacks.flatMap((lack) => [...lack.programs, ...(listed ? lack.essential : [])]),
    preset: listed ? lacks.flatMap((lack) => lack.preset) : [],
  };
}
