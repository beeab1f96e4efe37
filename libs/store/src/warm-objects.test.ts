import { StoredObject } from './stored-object';
import { nextGeneration } from './warm-objects';

const thing = (name: string) =>
  StoredObject.fromObject(`/${name}`, { apiVersion: 'v1', kind: 'Thing', metadata: { name } }, 1);

describe('forms of stored objects', () => {
  test('stay while they are used and go when they are not', () => {
    const [used, unused] = [thing('used'), thing('unused')];
    const before = [used.object, unused.object];
    const encode = jest.fn(() => Buffer.from('x'));
    used.encoding('x', encode);
    unused.encoding('x', encode);
    nextGeneration();
    expect([used.object === before[0], unused.object === before[1]]).toEqual([true, true]);
    nextGeneration();
    void used.object;
    nextGeneration();
    expect([used.object === before[0], unused.object === before[1]]).toEqual([true, false]);
    expect(unused.object).toEqual(before[1]);
    used.encoding('x', encode);
    expect(encode).toHaveBeenCalledTimes(2);
    unused.encoding('x', encode);
    expect(encode).toHaveBeenCalledTimes(3);
  });

  test('go sooner when much is used', () => {
    const large = Array.from({ length: 200 }, (_, index) =>
      StoredObject.fromObject(
        `/${index}`,
        { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'n'.repeat(400_000) } },
        1,
      ),
    );
    const first = large[0]!.object;
    for (const object of large) void object.object;
    expect(large[0]!.object === first).toBe(false);
  });
});
