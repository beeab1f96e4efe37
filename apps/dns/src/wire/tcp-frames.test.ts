import { createFrameReader, frame } from './tcp-frames';

test('messages come out whole however the stream is cut', () => {
  const messages = ['a', 'bcd', '', 'x'.repeat(300)].map((text) => Buffer.from(text));
  const stream = Buffer.concat(messages.map(frame));
  for (const size of [1, 2, 3, 7, stream.length]) {
    const read = createFrameReader();
    const out: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size) out.push(...read(stream.subarray(at, at + size)));
    expect(out.map(String)).toEqual(messages.map(String));
  }
});
