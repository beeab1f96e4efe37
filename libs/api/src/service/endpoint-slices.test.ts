import { serviceKeyOfSlice, serviceKeysOfSlice } from './endpoint-slices';

test.each([
  [{ 'kubernetes.io/service-name': 'web' }, 'shop/web'],
  [{ 'kubernetes.io/service-name': '' }, undefined],
  [{ app: 'web' }, undefined],
  [undefined, undefined],
])('a slice with labels %j belongs to %s', (labels, expected) => {
  const slice = { metadata: { namespace: 'shop', ...(labels && { labels }) } };
  expect(serviceKeyOfSlice(slice)).toBe(expected);
  expect(serviceKeysOfSlice(slice)).toEqual(expected === undefined ? [] : [expected]);
});
