import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProtocolError } from '../errors.ts';
import { type Credit, CreditBalance, CreditIssuer } from './credit.ts';

const WINDOW_FRAMES = 4;
const WINDOW_BYTES = 1000;

/** What may happen between a sender and a receiver, in any order. */
type Step =
  | { readonly kind: 'send'; readonly bytes: number }
  | { readonly kind: 'accept' }
  | { readonly kind: 'deliver'; readonly which: number };
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('send' as const), bytes: fc.integer({ min: 1, max: WINDOW_BYTES }) }),
    fc.constant({ kind: 'accept' as const }),
    fc.record({ kind: fc.constant('deliver' as const), which: fc.nat() }),
  ),
  { maxLength: 200 },
) satisfies fc.Arbitrary<Step[]>;

it('whatever grants are lost, doubled, late or out of order, a sender that keeps to its balance is never refused and the receiver never holds more than the window (rules 20 to 22)', () => {
  fc.assert(
    fc.property(steps, (script) => {
      const issuer = new CreditIssuer(WINDOW_FRAMES, WINDOW_BYTES);
      const balance = new CreditBalance();
      const granted: Credit[] = [issuer.credit];
      const held: number[] = [];
      for (const step of script) {
        if (step.kind === 'deliver') balance.grant(granted[step.which % granted.length] ?? issuer.credit);
        else if (step.kind === 'accept') {
          const bytes = held.shift();
          if (bytes === undefined) continue;
          issuer.accept(bytes);
          granted.push(issuer.credit);
        } else if (balance.allows(step.bytes)) {
          issuer.receive(balance.spend(step.bytes), step.bytes);
          held.push(step.bytes);
        }
        expect(held.length).toBeLessThanOrEqual(WINDOW_FRAMES);
        expect(held.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(WINDOW_BYTES);
      }
    }),
  );
});

it('a sender that waits is always served again once all it sent was accepted (rule 20)', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: WINDOW_BYTES }), { maxLength: 50 }), (sizes) => {
      const issuer = new CreditIssuer(WINDOW_FRAMES, WINDOW_BYTES);
      const balance = new CreditBalance();
      for (const bytes of sizes) {
        balance.grant(issuer.credit);
        expect(balance.allows(bytes)).toBe(true);
        issuer.receive(balance.spend(bytes), bytes);
        issuer.accept(bytes);
      }
    }),
  );
});

it.each([
  ['a frame too many', [1, 1, 1, 1, 1], 'CREDIT_EXCEEDED'],
  ['a byte too many', [WINDOW_BYTES, 1], 'CREDIT_EXCEEDED'],
])('%s is refused, and nothing of it is counted (rule 22)', (_name, sizes, code) => {
  const issuer = new CreditIssuer(WINDOW_FRAMES, WINDOW_BYTES);
  sizes.slice(0, -1).forEach((bytes, sequence) => issuer.receive(sequence, bytes));
  const act = (): void => issuer.receive(sizes.length - 1, sizes.at(-1)!);
  expect(act).toThrow(ProtocolError);
  expect(act).toThrow(expect.objectContaining({ code }));
  expect(issuer.receivedFrames).toBe(sizes.length - 1);
});

it.each([1, 2, Number.MAX_SAFE_INTEGER])('frame %d where 0 is due is out of order (rule 17)', (sequence) => {
  const issuer = new CreditIssuer(WINDOW_FRAMES, WINDOW_BYTES);
  expect(() => issuer.receive(sequence, 1)).toThrow(expect.objectContaining({ code: 'PROTOCOL_ORDER' }));
});
