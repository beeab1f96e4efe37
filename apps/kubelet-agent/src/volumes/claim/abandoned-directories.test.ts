import { mkdtempSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAbandoned } from './abandoned-directories';

const root = mkdtempSync(join(tmpdir(), 'kubets-claims-'));
afterAll(() => rmSync(root, { recursive: true }));

test('what no volume is called stays out, and what nobody knows of stays', async () => {
  for (const name of ['pvc-gone', 'pvc-used', 'pvc-unknown', 'other'])
    mkdirSync(join(root, name, 'content'), { recursive: true });
  const isGone = (name: string) =>
    name === 'pvc-unknown' ? Promise.reject(new Error('away')) : Promise.resolve(name === 'pvc-gone');
  await expect(removeAbandoned({ root, isGone })).rejects.toThrow('away');
  expect(
    readdirSync(root)
      .filter((name) => name !== 'pvc-gone')
      .sort(),
  ).toEqual(['other', 'pvc-unknown', 'pvc-used']);
  rmSync(join(root, 'pvc-unknown'), { recursive: true });
  await removeAbandoned({ root, isGone });
  expect(readdirSync(root).sort()).toEqual(['other', 'pvc-used']);
});

test('a node without directories has nothing to remove', () =>
  expect(
    removeAbandoned({ root: join(root, 'missing'), isGone: () => Promise.resolve(true) }),
  ).resolves.toBeUndefined());
