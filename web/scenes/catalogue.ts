/** The built-in animations. */

/** An animation as the studio offers it. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  /** One sentence: what it shows, what it is good for. */
  readonly description: string;
  /** Whether it has transparent parts. */
  readonly alpha: boolean;
  /** The module, for `import()` from anywhere, a worker included, and for the recorder. */
  readonly url: URL;
}

/** All of them, in the order they are offered. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  entry(
    'test-pattern',
    'Test pattern',
    'Frame numbers, time, bars and a moving zone plate: shows every fault a recording can have.',
  ),
  entry('murmuration', 'Murmuration', 'Five thousand birds at dusk, in 2D canvas.'),
  entry('strata', 'Strata', 'Contour lines that fold slowly, in one WebGL 2 shader.'),
  entry('columns', 'Columns', 'A wave through five hundred columns, in three.js.'),
  entry('titles', 'Titles', 'Kinetic type on a transparent ground, set in a variable font.', true),
  entry('periods', 'Periods', 'Seven hands with periods of 1 to 13 seconds; a frame too many or too few shows.'),
];

function entry(id: string, title: string, description: string, alpha = false): CatalogueEntry {
  // The build gives each scene an entry of this name; under `vite dev` the sources answer to it (vite.config.ts).
  return { id, title, description, alpha, url: new URL(`scenes/${id}.js`, document.baseURI) };
}
