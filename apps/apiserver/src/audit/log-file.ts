import { createReadStream, createWriteStream } from 'node:fs';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  fstatSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

export interface LogFileOptions {
  path: string;
  /** A file that would be larger is put aside; 0 for 100 MB. */
  maxBytes: number;
  /** How many that were put aside are kept, and for how many days; 0 for all. */
  maxBackups: number;
  maxAgeDays: number;
  /** Whether what was put aside is compressed. */
  isCompressed: boolean;
  /** Other processes write to it, too, any of which puts it aside for all. */
  isShared?: boolean;
  now(): Date;
  onError(error: Error): void;
}

export interface LogFile {
  /** Whole lines; they are with the kernel when it returns. @throws what writing does. */
  write(lines: string): void;
  close(): void;
}

const DEFAULT_BYTES = 100 * 1024 * 1024;
const DAY_MS = 24 * 60 * 60 * 1000;

/** A file that is put aside as NAME-TIME.EXT when it is full, as Kubernetes names them. */
export function createLogFile(options: LogFileOptions): LogFile {
  const { path, now, onError, isCompressed } = options;
  const maxBytes = options.maxBytes || DEFAULT_BYTES;
  mkdirSync(dirname(path), { recursive: true });
  let file = openSync(path, 'a', 0o600);
  let size = fstatSync(file).size;

  function reopen(): void {
    closeSync(file);
    file = openSync(path, 'a', 0o600);
    size = fstatSync(file).size;
  }

  /** What others wrote counts, and goes on where they have put the file aside. */
  function followOthers(): void {
    const own = fstatSync(file);
    if (statSync(path, { throwIfNoEntry: false })?.ino === own.ino) size = own.size;
    else reopen();
  }

  function putAside(): void {
    const aside = freeName(path, now());
    renameSync(path, aside);
    reopen();
    const compressed = isCompressed ? compress(aside) : Promise.resolve();
    void compressed.then(() => removeOld(options)).catch(onError);
  }

  return {
    write(lines) {
      const bytes = Buffer.from(lines);
      if (options.isShared) followOthers();
      if (size > 0 && size + bytes.length > maxBytes) putAside();
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
      size += bytes.length;
    },
    close: () => closeSync(file),
  };
}

/** The name that Kubernetes gives a file that is put aside; that of a later millisecond where there is one. */
function freeName(path: string, time: Date): string {
  const extension = extname(path);
  const stamp = time.toISOString().replace('Z', '').replaceAll(':', '-');
  const name = join(dirname(path), `${basename(path, extension)}-${stamp}${extension}`);
  return existsSync(name) || existsSync(`${name}.gz`) ? freeName(path, new Date(time.getTime() + 1)) : name;
}

async function compress(path: string): Promise<void> {
  await pipeline(createReadStream(path), createGzip(), createWriteStream(`${path}.gz`, { mode: 0o600 }));
  rmSync(path);
}

function removeOld({ path, maxBackups, maxAgeDays, now }: LogFileOptions): void {
  const directory = dirname(path);
  const extension = extname(path);
  const prefix = `${basename(path, extension)}-`;
  const aside = readdirSync(directory)
    .filter((name) => name.startsWith(prefix) && (name.endsWith(extension) || name.endsWith(`${extension}.gz`)))
    .sort()
    .reverse();
  const oldest = now().getTime() - maxAgeDays * DAY_MS;
  for (const [index, name] of aside.entries()) {
    const isTooMany = maxBackups > 0 && index >= maxBackups;
    const isTooOld = maxAgeDays > 0 && statSync(join(directory, name)).mtimeMs < oldest;
    if (isTooMany || isTooOld) rmSync(join(directory, name), { force: true });
  }
}
