import { foldCase, isWithin, keyOf, labelsOf, nameOfKey, parentOf } from './names';

test.each([
  { name: 'a.bc', key: '\x01a\x02bc\0' },
  { name: 'a.bc.', key: '\x01a\x02bc\0' },
  { name: 'KUBE.Local', key: '\x04kube\x05local\0' },
  { name: '.', key: '\0' },
  { name: '', key: '\0' },
])('$name has key $key', ({ name, key }) => {
  expect(keyOf(name)).toBe(key);
});

test.each(['a..b', `${'x'.repeat(64)}.b`, Array(100).fill('abc').join('.')])('%s is not a name', (name) => {
  expect(() => keyOf(name)).toThrow('is not a domain name');
});

test('keys and names convert both ways', () => {
  const key = keyOf('web-0.nginx.default.svc.cluster.local');
  expect(labelsOf(key)).toEqual(['web-0', 'nginx', 'default', 'svc', 'cluster', 'local']);
  expect(nameOfKey(key)).toBe('web-0.nginx.default.svc.cluster.local');
  expect(nameOfKey('\x03a.b\x02\x01c\0')).toBe('a\\.b.\\001c');
  expect(parentOf(key)).toBe(keyOf('nginx.default.svc.cluster.local'));
  expect(parentOf('\0')).toBeUndefined();
});

test('only ASCII letters are folded', () => {
  expect(foldCase('\x02AÀ\0')).toBe('\x02aÀ\0');
});

test('a name is within a zone at label borders only', () => {
  expect(isWithin(keyOf('x.cluster.local'), keyOf('cluster.local'))).toBe(true);
  expect(isWithin(keyOf('cluster.local'), keyOf('cluster.local'))).toBe(true);
  expect(isWithin(keyOf('xcluster.local'), keyOf('cluster.local'))).toBe(false);
});
