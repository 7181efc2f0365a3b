/** Whether a request to the dev server comes from one of its own pages: who else asks is not told the relay's token. */
import type { IncomingMessage } from 'node:http';
import type { ViteDevServer } from 'vite';
import { isLoopback } from '../../shared/loopback.ts';

/**
 * True for requests that a page of the dev server made. Browsers say so themselves, and pages cannot change it:
 * `Sec-Fetch-Site` is `same-origin` for a page's requests to its own server alone, whatever CORS allows. A foreign name that was
 * pointed at this machine (rebinding) fails on Host.
 * @param hosts names the server has besides those of this machine
 */
export function isOwnPage({ headers }: IncomingMessage, hosts: readonly string[]): boolean {
  const url = `http://${headers.host ?? ''}`;
  if (headers['sec-fetch-site'] !== 'same-origin' || !URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return isLoopback(hostname) || hosts.some((host) => isNamed(hostname, host));
}

/** Names under which the server says it can be reached, and those its configuration allows. */
export function namedHosts({ config, resolvedUrls }: Pick<ViteDevServer, 'config' | 'resolvedUrls'>): string[] {
  const { host, allowedHosts } = config.server;
  const urls = [...(resolvedUrls?.local ?? []), ...(resolvedUrls?.network ?? [])];
  return [
    ...urls.map((url) => new URL(url).hostname),
    ...(typeof host === 'string' ? [host] : []),
    ...(Array.isArray(allowedHosts) ? allowedHosts : []),
  ];
}

/** A name with a dot in front stands for all below it, too. */
function isNamed(name: string, host: string): boolean {
  return host.startsWith('.') ? name === host.slice(1) || name.endsWith(host) : name === host;
}
