import { statusError } from '@kubets/apimachinery';
import { StringDecoder } from 'node:string_decoder';

/** Of one line: an event with an object as large as the API server takes. */
const MOST_LINE = 16 * 1024 * 1024;

/** Values of a stream that has one a line. @throws StatusError for a line that is none, or too long. */
export async function* jsonLines<T>(chunks: AsyncIterable<Buffer>, mostLine = MOST_LINE): AsyncGenerator<T> {
  const decoder = new StringDecoder('utf8');
  let rest: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const lines = decoder.write(chunk).split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      const text = rest.length > 0 ? rest.join('') + line : line;
      [rest, length] = [[], 0];
      if (text.trim()) yield parse(text) as T;
    }
    if (last) rest.push(last);
    length += last.length;
    if (length > mostLine) throw statusError('InternalError', `a line of a watch has more than ${mostLine} characters`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw statusError('InternalError', `a watch says what is no JSON: ${text.slice(0, 100)}`);
  }
}
