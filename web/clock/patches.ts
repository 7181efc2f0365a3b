/** Replaces properties of the browser's objects, and puts them back as they were. */
export class Patches {
  readonly #restores: (() => void)[] = [];

  /** Defines `name` on `target` as `value`; a method as writable as the browser's own are. */
  value(target: object, name: PropertyKey, value: unknown): void {
    const enumerable = Object.getOwnPropertyDescriptor(target, name)?.enumerable ?? false;
    this.#define(target, name, { value, writable: true, enumerable, configurable: true });
  }

  /** Makes `name` on `target` an accessor. A setter that is not given stays as it is. */
  accessor(
    target: object,
    name: PropertyKey,
    get: (this: never) => unknown,
    set?: (this: never, to: never) => void,
  ): void {
    const own = Object.getOwnPropertyDescriptor(target, name);
    const setter = set ?? own?.set;
    this.#define(target, name, {
      get,
      ...(setter ? { set: setter as (to: unknown) => void } : {}),
      enumerable: own?.enumerable ?? true,
      configurable: true,
    });
  }

  /** Something else that has to be undone with the rest. */
  onRestore(restore: () => void): void {
    this.#restores.push(restore);
  }

  /** Puts everything back, the last first. */
  restore(): void {
    for (let restore = this.#restores.pop(); restore; restore = this.#restores.pop()) restore();
  }

  #define(target: object, name: PropertyKey, descriptor: PropertyDescriptor): void {
    const own = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, descriptor);
    this.onRestore(() => {
      if (own) Object.defineProperty(target, name, own);
      else Reflect.deleteProperty(target, name);
    });
  }
}
