/** An animation that can be chosen. The page hands the studio its list. */
export interface SceneEntry {
  readonly id: string;
  readonly title: string;
  /** One sentence: what it shows, what it is good for. */
  readonly description: string;
  /** Whether it has transparent parts. */
  readonly alpha: boolean;
  /** The module: its default export is a `Scene` of the recorder's API. */
  readonly url: URL;
}
