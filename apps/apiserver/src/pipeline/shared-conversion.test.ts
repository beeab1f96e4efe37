import { StoredObject } from '@kubets/store';
import { sharedConversion } from './shared-conversion';

/** One that notes how many objects it is asked for, and answers when told to. */
function slowConversion() {
  const asked: number[] = [];
  const waiting: { answer(): void; fail(): void }[] = [];
  return {
    asked,
    waiting,
    conversion: {
      storage: 'example.com/v1',
      convert: (objects: readonly object[], apiVersion: string) => {
        asked.push(objects.length);
        return new Promise<object[]>((resolve, reject) =>
          waiting.push({
            answer: () => resolve(objects.map((object) => ({ ...object, apiVersion }))),
            fail: () => reject(new Error('away')),
          }),
        );
      },
    },
  };
}
const stored = (name: string, revision: number, text = '') =>
  StoredObject.fromObject(
    `/doors/default/${name}`,
    { apiVersion: 'example.com/v1', kind: 'Door', text } as object,
    revision,
  );
const V2 = 'example.com/v2';

test('who wants the same while it is asked for waits for that answer, and who comes later has it', async () => {
  const { asked, waiting, conversion } = slowConversion();
  const convert = sharedConversion(conversion);
  const first = convert([stored('a', 1)], V2);
  const second = convert([stored('a', 1), stored('b', 2)], V2);
  expect(asked).toEqual([1, 1]);
  for (const { answer } of waiting) answer();
  expect((await second)[0]).toBe((await first)[0]);
  await convert([stored('b', 2)], V2);
  expect(asked).toHaveLength(2);
  expect(sharedConversion(conversion)).toBe(convert);
});

test.each([
  ['another revision', stored('a', 2), V2],
  ['another version', stored('a', 1), 'example.com/v3'],
  ['another object', stored('b', 1), V2],
])('%s is another question', async (_, object, apiVersion) => {
  const { asked, waiting, conversion } = slowConversion();
  const convert = sharedConversion(conversion);
  const all = [convert([stored('a', 1)], V2), convert([object], apiVersion)];
  for (const { answer } of waiting) answer();
  await Promise.all(all);
  expect(asked).toEqual([1, 1]);
});

test('what has failed is asked again', async () => {
  const { asked, waiting, conversion } = slowConversion();
  const convert = sharedConversion(conversion);
  const failing = [convert([stored('a', 1)], V2), convert([stored('a', 1)], V2)];
  waiting[0]!.fail();
  for (const one of failing) await expect(one).rejects.toThrow('away');
  const again = convert([stored('a', 1)], V2);
  waiting[1]!.answer();
  expect(JSON.parse((await again)[0]!.toString())).toMatchObject({ apiVersion: V2 });
  expect(asked).toEqual([1, 1]);
});

test('it keeps no more than a few megabytes', async () => {
  const { asked, waiting, conversion } = slowConversion();
  const convert = sharedConversion(conversion);
  const ask = async (name: string) => {
    const asking = convert([stored(name, 1, 'x'.repeat(1_000_000))], V2);
    waiting.at(-1)!.answer();
    await asking;
  };
  for (const name of ['a', 'b', 'c', 'd', 'e']) await ask(name);
  await ask('e');
  expect(asked).toHaveLength(5);
  await ask('a');
  expect(asked).toHaveLength(6);
});
