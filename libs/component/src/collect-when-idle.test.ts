import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapCodeStatistics } from 'node:v8';
import { beginCollection } from './collect-when-idle';

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
