import { missingRequirements, OF_CONFORMANCE, OF_DIFFERENTIAL, type Machine } from './requirements';

const GIB = 1024 ** 3;
const good: Machine = {
  platform: 'linux',
  isRoot: true,
  goVersion: 'go version go1.26.8 linux/amd64',
  freeBytes: 50 * GIB,
};

test.each<[string, Partial<Machine>, RegExp[]]>([
  ['all that is wanted', {}, []],
  ['a newer Go', { goVersion: 'go version go1.30 linux/amd64' }, []],
  ['a development Go', { goVersion: 'go version devel go1.27-abcdef linux/amd64' }, []],
  ['another system', { platform: 'darwin' }, [/^Linux .*; this is darwin$/]],
  ['a user', { isRoot: false }, [/^root: .*sudo npm run conformance$/]],
  ['no Go', { goVersion: undefined }, [/^Go 1\.26 in PATH/]],
  [
    'an old Go',
    { goVersion: 'go version go1.19.8 linux/amd64' },
    [/^Go 1\.26 or later; there is go version go1\.19\.8/],
  ],
  ['what names no version', { goVersion: 'gone' }, [/^Go 1\.26 or later; there is gone$/]],
  ['little disk', { freeBytes: 2.5 * GIB }, [/^12 GiB of free disk; there are 2\.5$/]],
  ['several at once', { isRoot: false, goVersion: undefined }, [/^root/, /^Go/]],
])('%s', (_name, differs, expected) => {
  const missing = missingRequirements({ ...good, ...differs }, OF_CONFORMANCE);
  expect(missing).toHaveLength(expected.length);
  expected.forEach((pattern, index) => expect(missing[index]).toMatch(pattern));
});

test('what starts no containers needs neither Linux nor root, and less disk', () => {
  expect(
    missingRequirements({ ...good, platform: 'darwin', isRoot: false, freeBytes: 9 * GIB }, OF_DIFFERENTIAL),
  ).toEqual([]);
});
