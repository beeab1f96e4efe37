import { installedPackages } from './installed-packages.mjs';

test('packages that are not for every system are not waited for', () => {
  const packages = { '': {}, a: {}, b: {}, c: { optional: true } };
  expect(installedPackages({ packages }, (file: string) => file === 'a/package.json')).toBe('1 of 2 packages');
});
