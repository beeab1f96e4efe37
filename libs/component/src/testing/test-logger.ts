import { createLogger, type Logger } from '../logger';

export type TestLogger = Logger & {
  /** Every line logged so far, parsed. */
  readonly lines: { level: string; msg: string; [key: string]: unknown }[];
};

/** A logger that keeps its lines in memory, as createLogger would have written them. */
export function createTestLogger(): TestLogger {
  const lines: TestLogger['lines'] = [];
  const logger = createLogger({
    service: 'test',
    level: 'trace',
    destination: { write: (line: string) => void lines.push(JSON.parse(line)) },
  });
  return Object.assign(logger, { lines });
}
