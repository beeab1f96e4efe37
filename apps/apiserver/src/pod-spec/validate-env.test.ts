import { fieldErrorText, FieldPath } from '@kubets/apimachinery';
import { growthRatio } from '@kubets/apimachinery/testing';
import { validateFieldRef } from './validate-env';

const AT = FieldPath.of('fieldRef');
const validate = (fieldPath: string) => validateFieldRef({ apiVersion: 'v1', fieldPath }, ['metadata.name'], AT);

test.each<[string, string | undefined]>([
  ['metadata.name', undefined],
  ["metadata.labels['app']", undefined],
  ["metadata.annotations['Example.com/a']", undefined],
  ["spec.x['a']", "field label does not support subscript: spec.x['a']"],
  ["metadata.labels['", "field label not supported: metadata.labels['"],
  ["metadata.labels[']", "field label not supported: metadata.labels[']"],
  ["metadata.labels['']", 'fieldRef'],
  ["['a']", "field label not supported: ['a']"],
])('%s', (fieldPath, problem) => {
  const texts = validate(fieldPath).map(fieldErrorText);
  if (problem === undefined) expect(texts).toEqual([]);
  else expect(texts[0]).toContain(problem);
});

test('the time for brackets in brackets grows with their number', () => {
  const ratio = growthRatio((size) => `metadata.labels['${"['".repeat(size)}`, validate, 5000);
  expect(ratio).toBeLessThan(5);
});
