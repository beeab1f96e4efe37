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
