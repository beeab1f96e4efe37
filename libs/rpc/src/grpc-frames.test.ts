import { createFrameReader, frameOf } from './grpc-frames';

const messages = ['', 'a', 'bc', 'x'.repeat(300), '', 'end'].map((text) => Buffer.from(text));
const bytes = Buffer.concat(messages.map(frameOf));

test.each([1, 2, 3, 5, 7, 100, 305, 1000])('finds messages in pieces of %d bytes', (size) => {
  const read = createFrameReader();
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) found.push(...read(bytes.subarray(at, at + size)));
  expect(found).toEqual(messages);
});

test('looks at a long message in many pieces no more often than at its length', () => {
  const long = frameOf(Buffer.alloc(8 * 1024 * 1024, 1));
  const read = createFrameReader();
  const concat = jest.spyOn(Buffer, 'concat');
  const found: Buffer[] = [];
  for (let at = 0; at < long.length; at += 16_384) found.push(...read(long.subarray(at, at + 16_384)));
  expect(concat.mock.calls.length).toBeLessThan(4);
  concat.mockRestore();
  expect(found.map(({ length }) => length)).toEqual([8 * 1024 * 1024]);
});

test('takes no message that is compressed', () => {
  expect(() => createFrameReader()(Buffer.from([1, 0, 0, 0, 0]))).toThrow('compressed');
});
