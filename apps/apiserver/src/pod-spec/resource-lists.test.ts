import { atOnce } from '@kubets/apimachinery';
import { roundResourceList } from './resource-lists';

test('amounts finer than a thousandth are rounded up, others stay as they are written', () => {
  const list = { cpu: '100u', memory: '1.', 'example.com/a': '+1', 'example.com/b': '1000100u' };
  atOnce(roundResourceList(list));
  expect(list).toEqual({ cpu: '1m', memory: '1.', 'example.com/a': '+1', 'example.com/b': '1001m' });
  expect(() => atOnce(roundResourceList(undefined))).not.toThrow();
});
