import { createLimiter } from './limiter';

test('runs at most so many at a time, in order, what finishes something first', async () => {
  const limit = createLimiter(2);
  const order: string[] = [];
  const release: Record<string, () => void> = {};
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      order.push(name);
      release[name] = () => resolve(name);
    });
  const results = [
    limit(work('a')),
    limit(work('b')),
    limit(work('c')),
    limit(work('d')),
    limit(work('e'), { first: true }),
  ];
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  expect(order).toEqual(['a', 'b']);
  release['b']!();
  await settle();
  expect(order).toEqual(['a', 'b', 'e']);
  release['a']!();
  release['e']!();
  await settle();
  expect(order).toEqual(['a', 'b', 'e', 'c', 'd']);
  release['c']!();
  release['d']!();
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a failure frees its place', async () => {
  const limit = createLimiter(1);
  await expect(limit(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await limit(async () => 'yes')).toBe('yes');
});
