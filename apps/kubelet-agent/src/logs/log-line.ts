/** One line of a CRI log file: `2016-10-06T00:17:09.669794202Z stdout F the text`. */
export interface LogLine {
  /** As it stands in the file, with nanoseconds. */
  time: string;
  stream: 'stdout' | 'stderr';
  /** More of the same line follows in the next entry. */
  partial: boolean;
  /** Without the line's end. */
  content: Buffer;
}

const SPACE = 0x20;

/** Undefined for something that is not of that form, such as a line cut off by a crash. */
export function parseLogLine(line: Buffer): LogLine | undefined {
  const first = line.indexOf(SPACE);
  const second = line.indexOf(SPACE, first + 1);
  const third = line.indexOf(SPACE, second + 1);
  if (first < 0 || second < 0 || third < 0) return undefined;
  const stream = line.toString('latin1', first + 1, second);
  if (stream !== 'stdout' && stream !== 'stderr') return undefined;
  const tags = line.toString('latin1', second + 1, third).split(':');
  return {
    time: line.toString('latin1', 0, first),
    stream,
    partial: tags[0] === 'P',
    content: line.subarray(third + 1),
  };
}
