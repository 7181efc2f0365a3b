/** Runs the suite by Playwright's own command. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../lib/build-pages.ts';
import { withSystemFfmpeg } from '../lib/system-ffmpeg.ts';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** By what the suite is recorded. */
export type Way = 'nothing' | 'reelay' | 'playwright';

interface Attachment {
  readonly name: string;
  readonly contentType: string;
  readonly path?: string;
  /** Base64. */
  readonly body?: string;
}

interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs?: readonly {
    readonly tests: readonly {
      readonly results: readonly {
        readonly status: string;
        /** Its fixtures are in it: the browser's context, and what the recording takes to begin and end. */
        readonly duration: number;
        readonly attachments: readonly Attachment[];
      }[];
    }[];
  }[];
}

export interface SuiteRun {
  /** Of each test, in order, ms. */
  readonly durationsMs: readonly number[];
  readonly attachments: readonly Attachment[];
}

export interface SuiteOptions {
  readonly way: Way;
  /** One file of the suite. */
  readonly file: string;
  /** For results; it is emptied. */
  readonly folder: string;
  readonly repeat?: number;
  readonly seconds?: number;
}

/** Rejects where a test fails. */
export async function runSuite({ way, file, folder, repeat = 1, seconds = 1 }: SuiteOptions): Promise<SuiteRun> {
  const report = path.join(folder, 'report.json');
  const suite = `${ROOT}bench/playwright/suite`;
  const argv = ['test', '--config', `${suite}/playwright.config.ts`, '--reporter', 'json', '--output', `${folder}/out`];
  await run(process.execPath, [`${ROOT}node_modules/@playwright/test/cli.js`, ...argv, file], {
    maxBuffer: MAX_OUTPUT_BYTES,
    env: {
      ...process.env,
      ...(way === 'playwright' ? await withSystemFfmpeg(folder) : {}),
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      SITE_PORT: String(await freePort()),
      BENCH_WAY: way,
      BENCH_REPEAT: String(repeat),
      BENCH_SECONDS: String(seconds),
    },
  });
  const results = resultsIn(JSON.parse(await readFile(report, 'utf8')) as Suite);
  return {
    durationsMs: results.map(({ duration }) => duration),
    attachments: results.flatMap(({ attachments }) => attachments),
  };
}

function resultsIn({ suites = [], specs = [] }: Suite) {
  const own = specs.flatMap(({ tests }) => tests.flatMap(({ results }) => results));
  return [...own, ...suites.flatMap((suite): typeof own => resultsIn(suite))];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
