/** Tells of an object's method calls, to any number of listeners, without a change in what the methods do. */

type Method = (...args: unknown[]) => unknown;
type Listener = (args: readonly unknown[]) => void;

interface Wrapper {
  readonly method: Method;
  readonly listeners: Set<Listener>;
  /** What the object itself had under the name: some tool's wrapper. */
  readonly before: PropertyDescriptor | undefined;
}

const wrappers = new WeakMap<object, Map<string, Wrapper>>();

/** Calls `listener` before each call of `target[name]`, where there is such a method. Returns what stops it. */
export function onCall(target: object, name: string, listener: Listener): () => void {
  const wrapper = wrapperOf(target, name);
  if (!wrapper) return () => undefined;
  wrapper.listeners.add(listener);
  return () => {
    wrapper.listeners.delete(listener);
    if (wrapper.listeners.size === 0) unwrap(target, name, wrapper);
  };
}

function wrapperOf(target: object, name: string): Wrapper | undefined {
  const methods = target as Record<string, unknown>;
  const byName = wrappers.get(target) ?? new Map<string, Wrapper>();
  wrappers.set(target, byName);
  const known = byName.get(name);
  if (known) return known;
  const original = methods[name];
  if (typeof original !== 'function') return undefined;
  const before = Object.getOwnPropertyDescriptor(target, name);
  const listeners = new Set<Listener>();
  const method: Method = (...args) => {
    for (const listener of listeners) listener(args);
    return Reflect.apply(original, target, args) as unknown;
  };
  methods[name] = method;
  const wrapper = { method, listeners, before };
  byName.set(name, wrapper);
  return wrapper;
}

function unwrap(target: object, name: string, { method, before }: Wrapper): void {
  const methods = target as Record<string, unknown>;
  // One that was itself wrapped since stays: it passes calls on.
  if (methods[name] !== method) return;
  wrappers.get(target)?.delete(name);
  if (before) Object.defineProperty(target, name, before);
  else delete methods[name];
}
