/** Replaces properties of the browser's objects, and puts them back as they were. */
export class Patches {
  readonly #restores: (() => void)[] = [];

  /** Defines `name` on `target` as `value`; a method as writable as the browser's own are. */
  value(target: object, name: PropertyKey, value: unknown): void {
    const enumerable = Object.getOwnPropertyDescriptor(target, name)?.enumerable ?? false;
    this.#define(target, name, { value, writable: true, enumerable, configurable: true });
  }

  /** Replaces the method `name` of `prototype`; `call` is given what it is called on. */
  method<Owner extends object>(
    prototype: Owner,
    name: keyof Owner,
    call: (self: Owner, ...values: never[]) => unknown,
  ): void {
    this.value(prototype, name, function (this: Owner, ...values: never[]) {
      return call(this, ...values);
    });
  }

  /** Makes `name` of `prototype` an accessor. A setter that is not given stays as it is. */
  accessor<Owner extends object>(
    prototype: Owner,
    name: keyof Owner,
    get: (self: Owner) => unknown,
    set?: (self: Owner, to: never) => void,
  ): void {
    const own = Object.getOwnPropertyDescriptor(prototype, name);
    const setter = (call: (self: Owner, to: never) => void) =>
      function (this: Owner, to: never): void {
        call(this, to);
      };
    this.#define(prototype, name, {
      get(this: Owner) {
        return get(this);
      },
      ...(set ? { set: setter(set) } : own?.set && { set: own.set }),
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
    for (let restore = this.#restores.pop(); restore; restore = this.#restores.pop()) {
      try {
        restore();
      } catch (error) {
        // A window that has left for another origin: what was replaced is gone with its document.
        if (!(error instanceof Object && 'name' in error && error.name === 'SecurityError')) throw error;
      }
    }
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

/** The browser's own accessor of `name`, for use after it has been replaced. */
export function nativeAccessor<Owner extends object, Value>(
  prototype: Owner,
  name: keyof Owner,
): { get(of: Owner): Value; set(of: Owner, to: Value): void } {
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  return {
    get: (of) => own?.get?.call(of) as Value,
    set: (of, to) => {
      own?.set?.call(of, to);
    },
  };
}
