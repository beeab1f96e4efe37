import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapCodeStatistics, getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { beginCollection, heldBytes } from './collect-when-idle';

const MIB = 2 ** 20;

/** Objects that have become old, as V8 sees it. */
function garbage(count: number): object[] {
  const batches = Array.from({ length: 20 }, (_, batch) =>
    Array.from({ length: count / 20 }, (_, index) =>
      JSON.parse(`{"batch":${batch},"index":${index},"text":"${'x'.repeat(100)}"}`),
    ),
  );
  return batches.flat();
}

test('garbage of long ago is given back within seconds, beside other work', async () => {
  let held: object[] | undefined = garbage(300_000);
  const full = process.memoryUsage().heapUsed;
  expect(held.length).toBe(300_000);
  held = undefined;
  beginCollection({ forgetCode: false });
  for (let tries = 0; tries < 500 && process.memoryUsage().heapUsed > full - 40 * MIB; tries++) await sleep(100);
  expect(full - process.memoryUsage().heapUsed).toBeGreaterThan(40 * MIB);
}, 60_000);

test('so is the room of new objects, which grows with work', async () => {
  const room = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')!.physical_space_size;
  setFlagsFromString('--semi-space-growth-factor=2'); // a service that ran in this process may have left 1
  let kept: object[] = [];
  for (let round = 0; round < 200 && room() < 16 * MIB; round++) kept = garbage(20_000).filter((_, i) => i % 3 === 0);
  expect(kept.length).toBeGreaterThan(0);
  const full = heldBytes();
  expect(room()).toBeGreaterThan(8 * MIB);
  kept = [];
  beginCollection({ forgetCode: false });
  for (let tries = 0; tries < 500 && room() > 4 * MIB; tries++) await sleep(100);
  expect(room()).toBeLessThan(4 * MIB);
  expect(heldBytes()).toBeLessThan(full - 4 * MIB);
}, 60_000);

test('so is the code of functions that are not run any more', async () => {
  const bytecode = () => getHeapCodeStatistics().bytecode_and_metadata_size;
  const body = Array.from({ length: 50 }, (_, i) => `if (x === ${i}) return ${i + 1};`).join('');
  const empty = bytecode();
  const runOnce = Array.from({ length: 2_000 }, (_, i) => new Function('x', `${body} return ${i};`));
  expect(runOnce.map((run) => run(1))).toEqual(runOnce.map(() => 2));
  const full = bytecode();
  expect(full - empty).toBeGreaterThan(MIB / 2);
  beginCollection({ forgetCode: true });
  for (let tries = 0; tries < 100 && bytecode() > full - MIB / 2; tries++) await sleep(100);
  expect(full - bytecode()).toBeGreaterThan(MIB / 2);
  expect(runOnce[0]!(1)).toBe(2);
}, 60_000);
