/**
 * Loads a font for use on canvases, in a page and in a worker alike. Throws where it cannot be fetched or read.
 * @param descriptors ranges of a variable font, as in `@font-face`
 */
export async function loadFont(family: string, address: URL, descriptors: FontFaceDescriptors): Promise<void> {
  const font = new FontFace(family, `url(${JSON.stringify(address.href)})`, descriptors);
  fontSet().add(await font.load());
}

function fontSet(): FontFaceSet {
  if (typeof document !== 'undefined') return document.fonts;
  return (globalThis as unknown as { readonly fonts: FontFaceSet }).fonts;
}
