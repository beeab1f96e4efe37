import { createSeenRevision } from './seen-revision';
import { sharedCall } from './shared-call';

describe('revision seen', () => {
  test('opens when the revision comes, at once if it is there, and not when it does not come', async () => {
    const seen = createSeenRevision();
    seen.advance(5);
    expect(await seen.reached(5, 0)).toBe(true);
    const later = seen.reached(7, 1000);
    seen.advance(6);
    seen.advance(8);
    expect(await later).toBe(true);
    expect(await seen.reached(9, 5)).toBe(false);
    seen.advance(3);
    expect(seen.revision).toBe(8);
    seen.reset(2);
    expect(seen.revision).toBe(2);
  });
});

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('shared call', () => {
  test('never answers with what was asked before the question', async () => {
    const pending: ((answer: number) => void)[] = [];
    const ask = sharedCall(() => new Promise<number>((resolve) => pending.push(resolve)));
    const first = ask();
    const second = ask();
    const third = ask();
    expect(pending).toHaveLength(1);
    pending[0]!(1);
    expect(await first).toBe(1);
    await nextTurn();
    expect(pending).toHaveLength(2);
    pending[1]!(2);
    expect(await Promise.all([second, third])).toEqual([2, 2]);
    const fourth = ask();
    await nextTurn();
    pending[2]!(3);
    expect(await fourth).toBe(3);
  });

  test('passes errors on and asks again', async () => {
    let fails = true;
    const ask = sharedCall(async () => {
      if (fails) throw new Error('away');
      return 'here';
    });
    const [first, second] = [ask(), ask()];
    await expect(first).rejects.toThrow('away');
    await expect(second).rejects.toThrow('away');
    fails = false;
    expect(await ask()).toBe('here');
  });
});
