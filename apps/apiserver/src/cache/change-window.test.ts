import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { StoredObject } from '@kubets/store';
import type { Change } from './change';
import { createChangeWindow } from './change-window';
import { SharedFrames } from './shared-frames';

const change = (revision: number, arrivedAt = 0): Change => ({ revision, arrivedAt, frames: new SharedFrames() });
const NO_LARGE = { largeMs: Infinity, largeBytes: Infinity };
const revisions = (changes: Change[] | undefined) => changes?.map(({ revision }) => revision);

describe('change window', () => {
  test('gives what came after a revision, and says when it cannot know', () => {
    const window = createChangeWindow(10);
    for (const revision of [12, 15, 19]) window.add(change(revision));
    const table: [number, number[] | undefined][] = [
      [9, undefined],
      [10, [12, 15, 19]],
      [12, [15, 19]],
      [14, [15, 19]],
      [19, []],
      [100, []],
    ];
    for (const [after, expected] of table) expect(revisions(window.after(after))).toEqual(expected);
    expect([window.floor, window.latest]).toEqual([10, 19]);
  });

  test('knows nothing but its floor in the beginning', () => {
    const window = createChangeWindow(7);
    expect([window.floor, window.latest, window.after(7), window.after(6)]).toEqual([7, 7, [], undefined]);
  });

  test('drops what is old, but not the last few', () => {
    const window = createChangeWindow(0, {
      keepMs: 100,
      atLeast: 2,
      atMost: 1000,
      bytes: 1000,
      ...NO_LARGE,
      oldBytes: 1000,
    });
    for (let revision = 1; revision <= 5; revision++) window.add(change(revision, revision));
    window.add(change(6, 1000));
    expect([window.floor, revisions(window.after(4))]).toEqual([4, [5, 6]]);
  });

  test('drops what is too much, however new', () => {
    const window = createChangeWindow(0, {
      keepMs: 1000,
      atLeast: 1,
      atMost: 3,
      bytes: 1000,
      ...NO_LARGE,
      oldBytes: 1000,
    });
    for (let revision = 1; revision <= 500; revision++) window.add(change(revision));
    expect([window.floor, revisions(window.after(497))]).toEqual([497, [498, 499, 500]]);
  });

  test('drops large objects sooner, however few', () => {
    const window = createChangeWindow(0, {
      keepMs: 1000,
      atLeast: 2,
      atMost: 100,
      bytes: 5000,
      ...NO_LARGE,
      oldBytes: 5000,
    });
    const large = StoredObject.fromObject(
      '/large',
      { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'n'.repeat(1000) } },
      1,
    );
    for (let revision = 1; revision <= 10; revision++) window.add({ ...change(revision), current: large });
    expect([window.floor, revisions(window.after(6))]).toEqual([6, [7, 8, 9, 10]]);
    const larger = StoredObject.fromObject(
      '/large',
      { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'n'.repeat(9000) } },
      1,
    );
    for (let revision = 11; revision <= 14; revision++) window.add({ ...change(revision), current: larger });
    expect([window.floor, revisions(window.after(14))]).toEqual([14, []]);
  });

  test('holds little of what is old when nothing comes any more', () => {
    const window = createChangeWindow(0, {
      keepMs: 100,
      atLeast: 50,
      atMost: 1000,
      bytes: 100_000,
      ...NO_LARGE,
      oldBytes: 3000,
    });
    const metadata = { name: 'n'.repeat(900) };
    const object = StoredObject.fromObject('/a', { apiVersion: 'v1', kind: 'Thing', metadata }, 1);
    for (let revision = 1; revision <= 20; revision++) window.add({ ...change(revision), current: object });
    window.trim(100);
    expect(window.floor).toBe(0);
    window.trim(101);
    expect([window.floor, revisions(window.after(17))]).toEqual([17, [18, 19, 20]]);
    window.add(change(21, 101));
    expect(window.latest).toBe(21);
  });

  test('holds few large ones for long, and small ones that came after them', () => {
    const limits = { keepMs: 1000, atLeast: 2, atMost: 1000, bytes: 1_000_000, oldBytes: 1000 };
    const window = createChangeWindow(0, { ...limits, largeMs: 100, largeBytes: 100_000 });
    const objectOf = (size: number) => {
      const metadata = { name: 'n'.repeat(size) };
      return StoredObject.fromObject('/a', { apiVersion: 'v1', kind: 'Thing', metadata }, 1);
    };
    const [large, small] = [objectOf(40_000), objectOf(30_000)];
    for (let revision = 1; revision <= 5; revision++) window.add({ ...change(revision), current: large });
    for (let revision = 6; revision <= 10; revision++) window.add({ ...change(revision), current: small });
    window.trim(100);
    expect(window.floor).toBe(0);
    window.trim(101);
    expect([window.floor, revisions(window.after(3))]).toEqual([3, [4, 5, 6, 7, 8, 9, 10]]);
  });

  test('lets go of the large ones that it has dropped, though most are there still', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const window = createChangeWindow(0, {
      keepMs: 100,
      atLeast: 8,
      atMost: 1000,
      bytes: 100_000,
      ...NO_LARGE,
      oldBytes: 10_000,
    });
    const largeOf = (revision: number) => {
      const metadata = { name: 'n'.repeat(20_000) };
      return StoredObject.fromObject('/large', { apiVersion: 'v1', kind: 'Thing', metadata }, revision);
    };
    const held = (() => {
      const first = largeOf(1);
      window.add({ ...change(1), current: first });
      return new WeakRef(first);
    })();
    for (let revision = 2; revision <= 10; revision++) window.add(change(revision));
    window.trim(101);
    expect([window.floor, revisions(window.after(8))]).toEqual([2, [9, 10]]);
    await sleep(0);
    collect();
    expect(held.deref()).toBeUndefined();
  });
});
