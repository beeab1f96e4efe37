import { atOnce, fieldErrorText, FieldPath, type FieldError } from '@kubets/apimachinery';
import { growthRatio } from '@kubets/apimachinery/testing';
import { validateSpread as validateConstraints } from './validate-scheduling';
import { validatePodSecurityContext } from './validate-security-context';

const SPEC = FieldPath.of('spec');

const validateSysctls = (names: readonly string[]): FieldError[] =>
  atOnce(
    validatePodSecurityContext({ securityContext: { sysctls: names.map((name) => ({ name, value: '1' })) } }, SPEC),
  );

const validateSpread = (keys: readonly string[]): FieldError[] =>
  atOnce(
    validateConstraints(
      keys.map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'a' } },
      })),
      SPEC.child('topologySpreadConstraints'),
    ),
  );

describe.each([
  [
    'sysctls',
    validateSysctls,
    ['spec.sysctls[1].name: Duplicate value: "a.b"', 'spec.sysctls[3].name: Duplicate value: "a.b"'],
  ],
  [
    'topology spread constraints',
    validateSpread,
    // All but the last.
    [0, 1].map(
      (index) =>
        `spec.topologySpreadConstraints[${index}].{topologyKey, whenUnsatisfiable}: Duplicate value: "{a.b, DoNotSchedule}"`,
    ),
  ],
])('%s', (_, validate, expected) => {
  test('every repetition is told', () => {
    expect(validate(['a.b', 'a.b', 'c.d', 'a.b']).map(fieldErrorText)).toEqual(expected);
  });

  test('the time grows with their number only', () => {
    const names = (size: number) => Array.from({ length: size }, (_, index) => `kernel.n${index}`);
    expect(growthRatio(names, validate)).toBeLessThan(5);
  });
});
