import { parseArgs } from 'node:util';

/** Which specs are run, and how many at a time. */
export interface ConformanceOptions {
  /** Regular expression, as Go reads them, that a spec's whole name has to match. */
  focus: string;
  /** Specs that match are left out. */
  skip: string | undefined;
  processes: number;
}

export const USAGE = `usage: npm run conformance -- [--focus REGEX] [--serial] [--procs N]

  --focus REGEX   only specs whose name matches (default: ${String.raw`\[Conformance\]`})
  --serial        those that stand no others beside them, marked [Serial], one at a time; without it they are skipped
  --procs N       so many specs at a time (default: 6)

Regular expressions are Go's. More: docs/conformance.md`;

const DEFAULT_FOCUS = String.raw`\[Conformance\]`;
const SERIAL = String.raw`\[Serial\]`;
const PROCESSES = 6;

/**
 * Reads the command line; undefined where it asks for help.
 * @throws Error that names the argument and what would be right.
 */
export function conformanceOptions(args: string[]): ConformanceOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      focus: { type: 'string' },
      serial: { type: 'boolean' },
      procs: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  if (values.focus === '') throw new Error('--focus "": a regular expression is wanted, such as sig-network.*DNS');
  const focus = values.focus ?? DEFAULT_FOCUS;
  if (!values.serial) return { focus, skip: SERIAL, processes: processesOf(values.procs ?? String(PROCESSES)) };
  if (values.procs !== undefined) throw new Error('--procs: with --serial there is one process');
  return { focus: serialOnly(focus), skip: undefined, processes: 1 };
}

/** Go's expressions have no look-ahead: a name holds both, in either order. */
const serialOnly = (focus: string) => `(${focus}).*${SERIAL}|${SERIAL}.*(${focus})`;

function processesOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`--procs ${JSON.stringify(text)}: a whole number from 1 is wanted`);
  return count;
}
