import { createLivenessRule } from './liveness';

const checksUntilHung = (rule: ReturnType<typeof createLivenessRule>) => {
  for (let checks = 1; checks <= 100; checks++) if (rule.check()) return checks;
  return undefined;
};

describe('createLivenessRule', () => {
  test.each([
    { what: 'one that is known to be up', start: { known: true } as const, checks: 6 },
    { what: 'a new one', start: { known: false, graceChecks: 30 } as const, checks: 31 },
    {
      what: 'a new one that may take its time',
      start: { known: false, graceChecks: Infinity } as const,
      checks: undefined,
    },
  ])('$what hangs after $checks checks without a sign of life', ({ start, checks }) => {
    expect(checksUntilHung(createLivenessRule(start))).toBe(checks);
  });

  test('the first sign of life ends the grace, every one begins the count anew', () => {
    const rule = createLivenessRule({ known: false, graceChecks: Infinity });
    rule.alive();
    rule.check();
    rule.check();
    rule.alive();
    expect(checksUntilHung(rule)).toBe(6);
  });

  test('time in which nobody could give one does not count, and does not shorten the grace', () => {
    const known = createLivenessRule({ known: true });
    for (let i = 0; i < 5; i++) known.check();
    known.forgive();
    expect(checksUntilHung(known)).toBe(6);
    const fresh = createLivenessRule({ known: false, graceChecks: 30 });
    fresh.forgive();
    expect(checksUntilHung(fresh)).toBe(31);
  });
});
