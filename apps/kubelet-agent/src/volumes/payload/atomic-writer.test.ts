import { mkdir, mkdtemp, readFile, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from './atomic-writer';
import { checkPayloadPath, configMapData, payloadOfKeys, type Payload } from './payload';

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'kubets-atomic-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

const payload = (files: Record<string, string>, mode = 0o644): Payload =>
  new Map(Object.entries(files).map(([path, text]) => [path, { data: Buffer.from(text), mode }]));
const write = (files: Record<string, string>, o: { mode?: number; fsGroup?: number } = {}) =>
  writeAtomically(directory, payload(files, o.mode), { fsGroup: o.fsGroup, now: new Date() });
const visible = async () => (await readdir(directory)).filter((name) => !name.startsWith('..')).sort();

test('shows the files through one link that is swapped', async () => {
  expect(await write({ a: '1', 'deep/er/b': '2' })).toBe(true);
  expect(await visible()).toEqual(['a', 'deep']);
  expect(await readlink(join(directory, 'a'))).toBe('..data/a');
  expect(await readFile(join(directory, 'deep/er/b'), 'utf8')).toBe('2');

  const before = await readlink(join(directory, '..data'));
  expect(await write({ a: '1', 'deep/er/b': '2' })).toBe(false);
  expect(await readlink(join(directory, '..data'))).toBe(before);

  expect(await write({ a: 'new', c: '3' })).toBe(true);
  expect(await visible()).toEqual(['a', 'c']);
  expect(await readFile(join(directory, 'a'), 'utf8')).toBe('new');
  expect((await readdir(directory)).filter((name) => name.startsWith('..')).sort()).toEqual(
    [await readlink(join(directory, '..data')), '..data'].sort(),
  );
});

test('modes are as asked, whatever the umask; a changed mode is a change', async () => {
  const umask = process.umask(0o077);
  try {
    await write({ a: '1' }, { mode: 0o604 });
  } finally {
    process.umask(umask);
  }
  expect((await stat(join(directory, 'a'))).mode & 0o777).toBe(0o604);
  expect(await write({ a: '1' }, { mode: 0o600 })).toBe(true);
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;
asRoot('a group may read and enter', async () => {
  await write({ 'x/a': '1' }, { mode: 0o400, fsGroup: 1234 });
  const file = await stat(join(directory, 'x/a'));
  expect([file.gid, file.mode & 0o777]).toEqual([1234, 0o440]);
  const folder = await stat(join(directory, 'x'));
  expect([folder.gid, folder.mode & 0o7777]).toEqual([1234, 0o2755]);
});

test('what a crash left behind goes', async () => {
  await mkdir(join(directory, '..2020_01_01'));
  await writeFile(join(directory, 'stray'), '');
  await write({ a: '1' });
  expect(await visible()).toEqual(['a']);
  expect(await readdir(directory)).not.toContain('..2020_01_01');
});

test.each(['', '/a', '../a', 'a/../b', 'a//b', '..data'])('refuses path %j', (path) => {
  expect(() => checkPayloadPath(path)).toThrow('invalid path');
});

describe('keys', () => {
  const data = configMapData({ data: { a: '1', b: '2' }, binaryData: { c: Buffer.from([0, 255]).toString('base64') } });
  const shown = (files: Payload) =>
    Object.fromEntries(
      [...files].map(([path, { data: content, mode }]) => [path, `${content.toString('latin1')} ${mode.toString(8)}`]),
    );

  test('all of them', () =>
    expect(shown(payloadOfKeys(data, { what: 'config', defaultMode: 0o644 }))).toEqual({
      a: '1 644',
      b: '2 644',
      c: '\0ÿ 644',
    }));
  test('items under other names and modes', () =>
    expect(
      shown(
        payloadOfKeys(data, { what: 'config', defaultMode: 0o644, items: [{ key: 'a', path: 'x/y', mode: 0o400 }] }),
      ),
    ).toEqual({ 'x/y': '1 400' }));
  test('a missing item', () =>
    expect(() => payloadOfKeys(data, { what: 'config', defaultMode: 0, items: [{ key: 'z', path: 'z' }] })).toThrow(
      'references non-existent config key: z',
    ));
  test('a missing optional item', () =>
    expect(
      payloadOfKeys(data, { what: 'secret', defaultMode: 0, optional: true, items: [{ key: 'z', path: 'z' }] }).size,
    ).toBe(0));
});
