import { outcome } from '../testing';

// As Kubernetes 1.37 answers.
test.each<[text: string, outcome: string]>([
  ['type(quantity("1"))', 'type kubernetes.Quantity'],
  ['quantity("1Gi").isGreaterThan(quantity("1G"))', 'true'],
  ['quantity("1") == quantity("1000m")', 'true'],
  [
    'quantity("x")',
    "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
  ['quantity("1.5").asInteger()', 'error: cannot convert value to integer'],
  ['quantity("1.5").isInteger()', 'false'],
  ['quantity("1k").asInteger()', '1000'],
  ['quantity("1.5").asApproximateFloat()', '1.5'],
  ['quantity("10Ei").asInteger()', 'error: cannot convert value to integer'],
  [
    'quantity("-1").sign()',
    "refused at 1:20: found no matching overload for 'sign' applied to 'kubernetes.Quantity.()'",
  ],
  [
    'quantity("0").sign()',
    "refused at 1:19: found no matching overload for 'sign' applied to 'kubernetes.Quantity.()'",
  ],
  ['quantity("1").add(quantity("2")).asInteger()', '3'],
  ['quantity("1").add(2).asInteger()', '3'],
  ['quantity("1").sub(quantity("2")).asInteger()', '-1'],
  ['quantity("1").compareTo(quantity("2"))', '-1'],
  ['quantity("1").isLessThan(quantity("2"))', 'true'],
  ['isQuantity("1Zi")', 'false'],
  ['isQuantity("1e3")', 'true'],
  ['isQuantity("1.")', 'true'],
  ['isQuantity(".5")', 'true'],
  ['isQuantity("1 ")', 'false'],
  ['isQuantity("")', 'false'],
  [
    'quantity("")',
    "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
  [
    'quantity("1Zi")',
    "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
  ['quantity("1e100") ', 'kubernetes.Quantity'],
  ['quantity("1n").isInteger()', 'false'],
  ['quantity("0.1n") == quantity("1n")', 'true'],
  [
    'quantity("1") == 1',
    "refused at 1:15: found no matching overload for '_==_' applied to '(kubernetes.Quantity, int)'",
  ],
  ['quantity(s)', "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
  ['sign(quantity("-1"))', '-1'],
  [
    'quantity("1.5.5")',
    "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
  ['quantity("1kk")', "error: unable to parse quantity's suffix"],
])('%s: %s', (text, expected) => expect(outcome(text)).toBe(expected));
