/** Who may talk to the relay: the Host it answers to, the pages (origins) it serves, and the token. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';
import { ReelayError } from '../../shared/errors.ts';
import { isLoopback } from '../../shared/loopback.ts';

export interface GuardOptions {
  readonly token: string;
  /** Name or address the relay listens on. */
  readonly host: string;
  /** Further origins that may use it, exactly as browsers send them. */
  readonly allowedOrigins: readonly string[];
}

export class Guard {
  readonly #tokenDigest: Buffer;
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: Set<string>;

  constructor({ token, host, allowedOrigins }: GuardOptions) {
    this.#tokenDigest = digest(token);
    // Behind a proxy the relay is addressed by the name that its pages have.
    const named = allowedOrigins.filter((origin) => URL.canParse(origin)).map((origin) => new URL(origin).hostname);
    this.#hosts = new Set([host.toLowerCase(), ...named, ...(isWildcard(host) ? ownAddresses() : [])]);
    this.#origins = new Set(allowedOrigins);
  }

  /** Lets pages of one more origin use it. */
  allow(origin: string): void {
    this.#origins.add(origin);
  }

  /**
   * Checks Host and Origin, which every request must pass. A name that an attacker's DNS points here (rebinding) fails
   * on Host; a foreign page fails on Origin. Throws HOST_FORBIDDEN or ORIGIN_FORBIDDEN.
   */
  checkPlace(request: IncomingMessage): void {
    const host = request.headers.host ?? '';
    if (!this.#answersTo(hostName(host))) throw new ReelayError('HOST_FORBIDDEN', { host });
    const { origin } = request.headers;
    if (origin !== undefined && !this.allowsOrigin(origin, host)) throw new ReelayError('ORIGIN_FORBIDDEN', { origin });
  }

  /** Checks the token, in constant time. Throws TOKEN_INVALID. */
  checkToken(request: IncomingMessage, url: URL): void {
    const [scheme, bearer] = (request.headers.authorization ?? '').split(' ');
    const given = scheme?.toLowerCase() === 'bearer' && bearer ? bearer : (url.searchParams.get('token') ?? '');
    if (!timingSafeEqual(digest(given), this.#tokenDigest)) throw new ReelayError('TOKEN_INVALID');
  }

  /** Whether pages of `origin` may use the relay that they address as `host`. */
  allowsOrigin(origin: string, host: string): boolean {
    if (this.#origins.has(origin)) return true;
    if (!URL.canParse(origin)) return false;
    const { protocol, host: originHost, hostname } = new URL(origin);
    if (protocol !== 'http:' && protocol !== 'https:') return false;
    return isLoopback(hostname) || (originHost === host.toLowerCase() && this.#answersTo(hostname));
  }

  #answersTo(name: string): boolean {
    return isLoopback(name) || this.#hosts.has(name.replace(/^\[|\]$/g, ''));
  }
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** An address in the Host header cannot be rebound: only names can. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));
}

/** Host header without its port, lower case; empty where it is malformed. */
function hostName(host: string): string {
  return /^(\[[0-9a-f:]+\]|[^:[\]/@\s]+)(:\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase() ?? '';
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
