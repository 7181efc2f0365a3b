/** What HTML-in-canvas leaves out or draws wrongly, and what Chromium 156 crashes of, looked for in a page. */
import { framesOf } from '../clock/windows.ts';
import type { Realm } from './realm.ts';

/** What of `realm`, and of its iframes, cannot be drawn, in words; undefined where nothing is known. */
export function undrawable(realm: Realm): string | undefined {
  const { document } = realm;
  if ((document as { activeViewTransition?: object | null }).activeViewTransition) return VIEW_TRANSITION;
  for (const element of document.querySelectorAll(SUSPECTS)) {
    const found = isShown(element) ? flawOf(element, realm) : undefined;
    if (found !== undefined) return found;
  }
  for (const frame of framesOf(realm)) {
    const found = undrawable(frame);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const VIEW_TRANSITION = 'a view transition';
export const FILTERED_BACKDROP = 'a ::backdrop with a backdrop-filter';

const SUSPECTS = 'iframe, frame, object, embed, img, image, video, canvas, :modal, :popover-open';
/** Pixels that layout may be off, as it has fractions. */
const ROUNDING = 0.02;

function flawOf(element: Element, realm: Realm): string | undefined {
  const { localName } = element;
  if (localName === 'canvas') return flawOfCanvas(element as HTMLCanvasElement, realm);
  if (localName === 'dialog' || element.matches(':popover-open'))
    return hasFilteredBackdrop(element, realm) ? FILTERED_BACKDROP : undefined;
  const address = addressOf(element);
  if (address === undefined || !isForeign(address, realm)) return undefined;
  const isAllowed = 'crossOrigin' in element && element.crossOrigin !== null;
  return isAllowed ? undefined : `<${localName}> of another origin (${address})`;
}

/** They are drawn in their own size, at the corner of their box. */
function flawOfCanvas(canvas: HTMLCanvasElement, realm: Realm): string | undefined {
  const style = realm.getComputedStyle(canvas);
  const { borderTopWidth, borderLeftWidth, paddingTop, paddingLeft } = style;
  const insets = [borderTopWidth, borderLeftWidth, paddingTop, paddingLeft].map(Number.parseFloat);
  if (insets.some((inset) => inset > ROUNDING)) return 'a <canvas> with a border or padding';
  const [shownWidth = 0, shownHeight = 0] = [style.width, style.height].map(Number.parseFloat);
  const { width, height } = canvas;
  const isScaled = Math.abs(shownWidth - width) > ROUNDING || Math.abs(shownHeight - height) > ROUNDING;
  return isScaled ? `a <canvas> of ${width} x ${height} pixels shown as ${shownWidth} x ${shownHeight}` : undefined;
}

/** Whether drawing `element` of the top layer would crash the browser. */
export function hasFilteredBackdrop(element: Element, realm: Realm): boolean {
  return realm.getComputedStyle(element, '::backdrop').backdropFilter !== 'none';
}

function addressOf(element: Element): string | undefined {
  const { currentSrc, src, data, href } = element as unknown as Readonly<Record<string, unknown>>;
  const given = [currentSrc, src, data, (href as { baseVal?: unknown } | undefined)?.baseVal];
  return given.find((address): address is string => typeof address === 'string' && address !== '');
}

/** A document that its frame holds itself (`srcdoc`) has the origin of the page around it. */
function isForeign(address: string, { document, location, origin: own }: Realm): boolean {
  const { protocol, origin } = URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI) : location;
  return (protocol === 'http:' || protocol === 'https:') && origin !== own;
}

function isShown(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
}
