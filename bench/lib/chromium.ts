/** The Chromium that is measured, and how it is started. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export const FLAGS: readonly string[] = [
  '--headless=new',
  // Chromium's own sandbox does not start as root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  // No traffic of its own: on a closed network it would spend its time on refused connections.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  // A page nobody looks at must not be slowed down.
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
];

/** The program: absolute where it is found, else as it was named. */
export const CHROMIUM = located(process.env['CHROMIUM'] ?? 'chromium');

function located(program: string): string {
  const folders = program.includes('/') ? [] : (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, program)).find(isExecutable) ?? program;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
