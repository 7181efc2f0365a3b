/** A window with the classes that belong to it. */
export type Realm = Window & typeof globalThis;
