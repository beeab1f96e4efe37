import { readFileSync } from 'node:fs';
import type { ProcessStatus } from './control';

/** A process that has ended this often in one way while it is watched will not come up. */
const ALIKE = 3;
const LAST_LINES = 8;
const LINE_MAX = 400;

type Ending = Pick<ProcessStatus, 'name' | 'restarts' | 'lastExit' | 'logFile'>;

/** A process ends again and again: its own last lines say why. */
export class EndlessError extends Error {
  override name = 'EndlessError';
  constructor(process: Ending) {
    super(
      [
        `${process.name} has ended ${ALIKE} times the same way (${process.lastExit}). Its last lines, of ${process.logFile}:`,
        ...lastLines(process.logFile),
      ].join('\n  '),
    );
  }
}

/** Watches processes for one that ends the same way each time it is started. */
export function createEndings() {
  const first = new Map<string, { restarts: number; lastExit: string | undefined }>();
  return {
    /** The process that has ended three times alike since it was first looked at; undefined while there is none. */
    lost(processes: readonly Ending[]): Ending | undefined {
      return processes.find(({ name, restarts, lastExit }) => {
        const since = first.get(name);
        // An ending of another kind begins the count anew.
        if (!since || since.lastExit !== lastExit)
          first.set(name, { restarts: restarts - (lastExit ? 1 : 0), lastExit });
        return lastExit !== undefined && restarts - (first.get(name)?.restarts ?? restarts) >= ALIKE;
      });
    },
  };
}

function lastLines(file: string): string[] {
  try {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LAST_LINES);
    return lines.map((line) => (line.length > LINE_MAX ? `${line.slice(0, LINE_MAX)} …` : line));
  } catch {
    return []; // it has not even written one
  }
}
