import { growthRatio } from '@kubets/apimachinery/testing';
import * as fc from 'fast-check';
import { createFrameReader, frame } from './tcp-frames';

test('messages come out as they went in, in whatever pieces they travel', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 30 }),
      (messages, pieces) => {
        const stream = Buffer.concat(messages.map((message) => frame(Buffer.from(message))));
        const reader = createFrameReader();
        const read: Buffer[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const end = at + pieces[turn % pieces.length]!;
          read.push(...reader.read(stream.subarray(at, end)));
          at = end;
        }
        expect(read.map((message) => message.toString('hex'))).toEqual(
          messages.map((message) => Buffer.from(message).toString('hex')),
        );
        expect(reader.hasPart()).toBe(false);
      },
    ),
  );
});

test('a message that is not complete is held', () => {
  const reader = createFrameReader();
  expect([
    reader.hasPart(),
    reader.read(Buffer.from([0])),
    reader.hasPart(),
    reader.read(Buffer.from([1])),
    reader.hasPart(),
  ]).toEqual([false, [], true, [], true]);
  expect([reader.read(Buffer.from([7])), reader.hasPart()]).toEqual([[Buffer.from([7])], false]);
});

test('the largest message, byte by byte, costs little', () => {
  const read = (size: number) => {
    const reader = createFrameReader();
    const stream = frame(Buffer.alloc(size, 1));
    let found = 0;
    for (let at = 0; at < stream.length; at++) found += reader.read(stream.subarray(at, at + 1)).length;
    return found;
  };
  expect(read(65_535)).toBe(1);
  expect(growthRatio((size) => size, read, 6_553)).toBeLessThan(5);
});
