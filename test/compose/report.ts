import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE_DIR } from './engine/paths';

/** Keeps a figure that a test has measured, in dist/compose/report.txt. */
export function report(what: string, figure: string): void {
  appendFileSync(join(STATE_DIR, 'report.txt'), `${what}: ${figure}\n`);
}
