import { expect, test } from 'vitest';
import { onCall } from './on-call.ts';

class Counter {
  total = 0;
  add(amount: number): number {
    this.total += amount;
    return this.total;
  }
}

test('all listeners hear each call before it is made, and its result stays', () => {
  const counter = new Counter();
  const heard: string[] = [];
  onCall(counter, 'add', ([amount]) => heard.push(`first ${String(amount)}, ${counter.total}`));
  onCall(counter, 'add', ([amount]) => heard.push(`second ${String(amount)}, ${counter.total}`));
  expect(counter.add(5)).toBe(5);
  expect(heard).toEqual(['first 5, 0', 'second 5, 0']);
});

test('one that stops leaves the others, and the last leaves the object as it was', () => {
  const counter = new Counter();
  const heard: number[] = [];
  const stops = [1, 2].map((listener) => onCall(counter, 'add', () => heard.push(listener)));
  stops[0]?.();
  counter.add(1);
  expect(heard).toEqual([2]);
  stops[1]?.();
  stops[1]?.();
  counter.add(1);
  expect(heard).toEqual([2]);
  expect(Object.keys(counter)).toEqual(['total']);
});

test("another tool's wrapper is given back, and one that came later is left", () => {
  const counter = new Counter();
  const own = (amount: number): number => amount;
  counter.add = own;
  const heard: number[] = [];
  onCall(counter, 'add', () => heard.push(1))();
  expect(counter.add).toBe(own);
  const stop = onCall(counter, 'add', () => heard.push(2));
  const wrapped = counter.add;
  const later = (amount: number): number => wrapped.call(counter, amount);
  counter.add = later;
  stop();
  expect(counter.add).toBe(later);
  expect(counter.add(3)).toBe(3);
  expect(heard).toEqual([]);
});

test('what has no such method is left alone', () => {
  expect(onCall({}, 'missing', () => undefined)).not.toThrow();
});
