import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf, type ProcessSpec } from '../processes/process-spec';

/**
 * Changes when a process started now would not be the one that runs: another command line or environment, another program,
 * other contents of a file that the specification or the command line names (bundle, certificate, key, configuration).
 */
export function fingerprintOf(spec: ProcessSpec): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([commandLineOf(spec), spec.env ?? {}, programIdentity(spec.command)]));
  const named = spec.args
    .map((arg) => (arg.startsWith('-') ? arg.slice(arg.indexOf('=') + 1) : arg))
    .filter((arg) => arg.startsWith('/'));
  for (const file of [...named, ...(spec.files ?? []), ...(spec.resolvConf ? [spec.resolvConf] : [])]) {
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) hash.update(file).update(digestOf(file));
  }
  return hash.digest('hex');
}

/** Programs are large: which file it is, its size and time stand for what is in it. */
function programIdentity(command: string): string {
  const candidates = command.startsWith('/')
    ? [command]
    : (process.env.PATH ?? '').split(':').map((dir) => join(dir, command));
  const found = candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (!found) return command;
  const { size, mtimeMs } = statSync(found);
  return `${realpathSync(found)} ${size} ${mtimeMs}`;
}

/** Piece by piece: bundles are megabytes, and what the supervisor takes for once it keeps for long. */
function digestOf(file: string): Buffer {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(64 * 1024);
  const fd = openSync(file, 'r');
  try {
    for (let length = readSync(fd, piece); length > 0; length = readSync(fd, piece))
      hash.update(piece.subarray(0, length));
  } finally {
    closeSync(fd);
  }
  return hash.digest();
}
