import { StoredObject } from '@kubets/store';
import { nextGeneration } from '@kubets/store/testing';
import { SharedFrames, stateFrame } from './shared-frames';

test('a frame is made once for each form, and again when nobody has wanted it for a while', () => {
  const frames = new SharedFrames();
  const make = jest.fn((text: string) => Buffer.from(text));
  const of = (id: string) => frames.of(id, () => make(id)).toString();
  expect([of('a'), of('b'), of('a')]).toEqual(['a', 'b', 'a']);
  expect(make).toHaveBeenCalledTimes(2);
  nextGeneration();
  expect(of('a')).toBe('a');
  nextGeneration();
  expect(of('a')).toBe('a');
  expect(make).toHaveBeenCalledTimes(2);
  nextGeneration();
  nextGeneration();
  expect(of('a')).toBe('a');
  expect(make).toHaveBeenCalledTimes(3);
});

test.each([
  ['small', 10, false],
  ['large', 100_000, true],
])('streams begin with the same frame of a %s object of %i bytes: %s', (_what, bytes, isShared) => {
  const object = StoredObject.fromValue('a', Buffer.from(`{"metadata":{},"data":"${'x'.repeat(bytes)}"}`), 1);
  const frame = () => stateFrame(object, 'json', () => Buffer.from(object.json));
  expect(frame() === frame()).toBe(isShared);
});
