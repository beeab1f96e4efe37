import { createProgress } from './progress';
import { onInterruption } from './interruption';

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s interrupts once, however often it comes', (name) => {
  let told = 0;
  const interruption = onInterruption(() => told++);
  process.emit(name);
  process.emit(name);
  interruption.end();
  expect([told, interruption.signal.aborted]).toEqual([1, true]);
});

test('after its end signals are what they were', () => {
  const before = process.listenerCount('SIGINT');
  onInterruption(() => undefined).end();
  expect(process.listenerCount('SIGINT')).toBe(before);
});

describe('progress', () => {
  let text = '';
  const out = { write: (part: string) => (text += part) } as unknown as NodeJS.WriteStream;
  beforeEach(() => (text = ''));

  test('is a line a step, with what it took', async () => {
    expect(await createProgress(out).step('Making it', () => Promise.resolve(7))).toBe(7);
    expect(text).toMatch(/^ {2}Making it {49}\d+\.\d s\n$/);
  });

  test('says what failed, and hands the reason on', async () => {
    const failing = createProgress(out).step('Making it', () => Promise.reject(new Error('no room')));
    await expect(failing).rejects.toThrow('no room');
    expect(text).toMatch(/Making it +failed\n$/);
  });
});
