/** The page that a person names, by its address or its path. */
import type { LocalPage, PageChoice } from './render-job.ts';

/** What `text` names: one of `pages`, or an address, to which `https://` may be wanting; undefined for neither. */
export function pageNamed(text: string, pages: readonly LocalPage[]): PageChoice | undefined {
  const given = text.trim();
  if (pages.some(({ path }) => path === given)) return { kind: 'local', path: given };
  const isBare = /^[\w-]+(?:\.[\w-]+)*(?::\d+)?(?:[/?#]|$)/.test(given) && /[.:]|^localhost\b/.test(given);
  const address = isBare ? `${/^(?:localhost|127\.)/.test(given) ? 'http' : 'https'}://${given}` : given;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? { kind: 'url', url: url.href } : undefined;
}

/** Where a frame of the studio finds it; undefined where none may show it. */
export function frameAddress(page: PageChoice, pages: readonly LocalPage[], studio: string): string | undefined {
  const url = page.kind === 'url' ? page.url : pages.find(({ path }) => path === page.path)?.url;
  // In a frame of the studio a page of its own origin could do all that the studio can.
  return url === undefined || new URL(url).origin === studio ? undefined : url;
}

/** What its recording is called, where nobody said. */
export function nameOf(page: PageChoice): string {
  if (page.kind === 'url') return new URL(page.url).hostname;
  return page.path.replace(/^.*\//, '').replace(/\.[^.]+$/, '');
}
