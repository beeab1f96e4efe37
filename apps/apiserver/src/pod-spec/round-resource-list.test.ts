import { roundResourceList } from './round-resource-list';

test('amounts finer than a thousandth are rounded up, others stay as they are written', () => {
  const list = { cpu: '100u', memory: '1.', 'example.com/a': '+1', 'example.com/b': '1000100u' };
  roundResourceList(list);
  expect(list).toEqual({ cpu: '1m', memory: '1.', 'example.com/a': '+1', 'example.com/b': '1001m' });
  expect(() => roundResourceList(undefined)).not.toThrow();
});
