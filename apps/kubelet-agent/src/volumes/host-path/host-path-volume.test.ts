import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VolumeContext } from '../volume-kind';
import { hostPathVolume } from './host-path-volume';

let machine: string;
let own: string;
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'host-path-'));
  own = mkdtempSync(join(tmpdir(), 'host-path-node-'));
  mkdirSync(join(machine, 'there'));
  writeFileSync(join(machine, 'there/file'), '');
});
afterEach(() => [machine, own].forEach((path) => rmSync(path, { recursive: true })));

const setUp = (path: string, type?: string) =>
  hostPathVolume.setUp({
    volume: { hostPath: { path: join(machine, path), type } },
    places: [{ known: join(machine, 'log/pods'), own: join(own, 'pod-logs') }],
  } as unknown as VolumeContext);

test.each<[path: string, type: string | undefined]>([
  ['there', undefined],
  ['missing/below', undefined],
  ['there', 'Directory'],
  ['missing', 'DirectoryOrCreate'],
  ['there/file', 'File'],
  ['there/other', 'FileOrCreate'],
])('%s %s is where it is said to be', async (path, type) => {
  expect(await setUp(path, type)).toBe(join(machine, path));
  expect(existsSync(join(machine, path))).toBe(true);
});

test.each([
  ['missing', 'Directory', 'is not a directory'],
  ['there', 'File', 'is not a file'],
  ['there/file', 'DirectoryOrCreate', 'is not a directory'],
  ['missing/file', 'FileOrCreate', 'is not a file'],
  ['there', 'Socket', 'is not a socket file'],
  ['there', 'Elsewhere', 'unknown type "Elsewhere"'],
])('%s is no %s', async (path, type, message) => {
  const refused = await setUp(path, type).catch((error: Error) => error.message);
  expect(refused).toContain(message);
  expect(refused).toContain(`hostPath type check failed: ${join(machine, path)}`);
});

test.each([undefined, 'Directory'])('what is the node’s own is there, whatever the machine has: %s', async (type) => {
  expect(await setUp('log/pods', type)).toBe(join(own, 'pod-logs'));
  expect(await setUp('log/pods/of-a-pod')).toBe(join(own, 'pod-logs/of-a-pod'));
  expect(existsSync(join(machine, 'log'))).toBe(false);
});

test('a directory around it has room for it', async () => {
  expect(await setUp('log')).toBe(join(machine, 'log'));
  expect([existsSync(join(machine, 'log/pods')), existsSync(join(own, 'pod-logs'))]).toEqual([true, true]);
});
