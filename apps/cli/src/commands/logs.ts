import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterLayout } from '../cluster/layout';
import { supervisorStatus } from '../supervisor/control';
import { logFileOf, loggedNames } from '../supervisor/log-file';
import { existingCluster } from './existing-cluster';

const FOLLOW_MS = 200;
const PIECE_BYTES = 64 * 1024;

export interface LogsOptions {
  stateDir: string;
  follow: boolean;
  /** Such as 10m. */
  since?: string;
}

/** Prints the log of a service, or of all that have it for the beginning of their name: `kubelet-agent` is each node's. */
export async function logs(service: string, { stateDir, follow, since }: LogsOptions): Promise<void> {
  const layout = await existingCluster(stateDir);
  const names = namesOf(service, await knownNames(layout));
  const from = since === undefined ? undefined : Date.now() - durationMs(since);
  const files = names.map((name) => ({ name, file: logFileOf(layout, name), offset: 0 }));
  const prefix = (name: string) => (names.length > 1 ? `[${name}] ` : '');
  for (const log of files) {
    const text = readLog(log.file);
    log.offset = Buffer.byteLength(text);
    print(prefix(log.name), linesSince(text, from));
  }
  while (follow) {
    await sleep(FOLLOW_MS);
    for (const log of files) print(prefix(log.name), textBehind(log).split('\n').slice(0, -1));
  }
}

/** What runs; of a cluster that is stopped, what has left a log. The user behind sudo may know both. */
async function knownNames(layout: ClusterLayout): Promise<string[]> {
  const status = await supervisorStatus(layout);
  return status ? ['supervisor', ...status.processes.map(({ name }) => name)] : loggedNames(layout);
}

/** @throws Error that names the services when none has the name. */
export function namesOf(service: string, known: readonly string[]): string[] {
  const names = known.filter((name) => name === service || name.startsWith(`${service}-node-`));
  if (names.length === 0) throw new Error(`no service is called ${service}; there are: ${known.join(', ')}`);
  return names;
}

/** @throws Error for what is no duration such as 30s, 10m, 1h30m. */
export function durationMs(text: string): number {
  const [all = '', hours = 0, minutes = 0, seconds = 0] =
    /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(text) ?? [];
  if (all === '') throw new Error(`--since ${text}: a duration is wanted, such as 30s, 10m or 1h30m`);
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

const TIME = /(?:"(?:time|ts)":|\btime=)"([^"]+)"/;

/** The lines that were written since then. A line that has no time goes with the one before it. */
export function linesSince(text: string, fromMs: number | undefined): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (fromMs === undefined) return lines;
  const first = lines.findIndex((line) => Date.parse(TIME.exec(line)?.[1] ?? '') >= fromMs);
  return first < 0 ? [] : lines.slice(first);
}

function print(prefix: string, lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${prefix}${line}\n`);
}

function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return ''; // it has not been started yet
  }
}

/** Whole lines that came since; a log that became shorter was put aside and begins anew. */
function textBehind(log: { file: string; offset: number }): string {
  const size = statSync(log.file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < log.offset) log.offset = 0;
  if (size === log.offset) return '';
  const fd = openSync(log.file, 'r');
  try {
    const piece = Buffer.alloc(Math.min(size - log.offset, PIECE_BYTES));
    const length = readSync(fd, piece, 0, piece.length, log.offset);
    const end = piece.lastIndexOf('\n', length - 1) + 1;
    // A line longer than a piece is given in pieces.
    const whole = end === 0 && length === PIECE_BYTES ? length : end;
    log.offset += whole;
    return piece.toString('utf8', 0, whole);
  } finally {
    closeSync(fd);
  }
}
