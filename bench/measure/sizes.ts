/** Picture sizes of the table. */
export interface Size {
  readonly name: '720p' | '1080p';
  readonly width: number;
  readonly height: number;
}

const HD: Size = { name: '720p', width: 1280, height: 720 };
export const FULL_HD: Size = { name: '1080p', width: 1920, height: 1080 };
export const SIZES: readonly Size[] = [HD, FULL_HD];
