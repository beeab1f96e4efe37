import { createLogger, type Logger } from '@kubets/component';

/** What the components of a cluster say. */
export interface ComponentLogs {
  loggerOf(component: string): Logger;
  /** The last lines, oldest first. */
  last(): readonly string[];
}

const KEPT_LINES = 200;

/** Lines from the level on go to `write`; those that warn, and worse ones, are kept as well. */
export function createComponentLogs(level: string, write: (line: string) => void): ComponentLogs {
  const kept: string[] = [];
  return {
    loggerOf: (component) =>
      createLogger({
        service: component,
        level,
        destination: {
          write(line) {
            kept.push(line.trimEnd());
            if (kept.length > KEPT_LINES) kept.shift();
            write(line);
          },
        },
      }),
    last: () => kept,
  };
}
