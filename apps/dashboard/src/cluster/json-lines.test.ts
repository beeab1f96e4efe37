import { jsonLines } from './json-lines';

async function read(chunks: string[] | Buffer[], mostLine?: number): Promise<unknown[]> {
  async function* stream() {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const values = [];
  for await (const value of jsonLines(stream(), mostLine)) values.push(value);
  return values;
}

test('lines in any pieces', async () => {
  expect(await read(['{"a":', '1}\n{"a":2}\n', '\n{"a":3}', '\n'])).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
});

test('a character in two pieces', async () => {
  const bytes = Buffer.from('{"a":"ü"}\n');
  const middle = bytes.indexOf(0xc3) + 1;
  expect(await read([bytes.subarray(0, middle), bytes.subarray(middle)])).toEqual([{ a: 'ü' }]);
});

test.each([
  ['{]\n', 'no JSON'],
  ['"too long', 'more than 5 characters'],
])('%j is refused', async (text, message) => {
  await expect(read([text], 5)).rejects.toThrow(message);
});
