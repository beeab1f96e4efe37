import { watch } from 'node:fs';
import { stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createBell, openRegularFile } from '@kubets/component';
import { parseLogLine } from './log-line';

export interface LogOptions {
  follow: boolean;
  timestamps: boolean;
  tailLines?: number;
  limitBytes?: number;
  /** Nothing older than this, in milliseconds since 1970. */
  sinceMs?: number;
  /** Only one of stdout and stderr. */
  stream?: 'stdout' | 'stderr';
}

export interface LogSource {
  path: string;
  /** Whether more may be written. */
  running(): Promise<boolean>;
  /** Calls back when the container may have ended; returns how to stop that. */
  onChange(callback: () => void): () => void;
}

const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;
/** Runtimes cut what containers write into entries that are much shorter. */
const MOST_LINE_BYTES = 1024 * 1024;

/**
 * Sends a container's log to `write`, in order, and follows it through rotations until the container has ended.
 * write's promise holds reading back, so that a slow reader costs no memory.
 */
export async function readLog(
  source: LogSource,
  o: LogOptions,
  write: (chunk: Buffer) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const filter = createFilter(o);
  let file = await openRegularFile(source.path);
  let offset = o.tailLines === undefined ? 0 : await tailOffset(file, o.tailLines);
  let split = createLineSplitter();
  const waiter = o.follow ? createWaiter(source) : undefined;
  try {
    while (!signal.aborted) {
      waiter?.reset();
      // Asked before reading: what it wrote before it ended is then sure to be found.
      const live = o.follow && (await source.running());
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(BLOCK_BYTES), 0, BLOCK_BYTES, offset);
        if (bytesRead === 0 || signal.aborted) break;
        offset += bytesRead;
        const { chunk, full } = filter(split(buffer.subarray(0, bytesRead)));
        if (chunk.length > 0) await write(chunk);
        if (full) return;
      }
      const rotated = await reopenIfRotated(source.path, file);
      if (rotated) {
        await file.close();
        file = rotated;
        offset = 0;
        split = createLineSplitter();
        continue;
      }
      if (!live || !waiter) return;
      await waiter.wait(signal);
    }
  } finally {
    waiter?.stop();
    await file.close();
  }
}

/** Takes what is read, and returns the lines that are complete by it. Of a longer line than entries have only the beginning is one. */
function createLineSplitter(): (data: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  /** Of the line that goes on enough is known. */
  let isCut = false;
  return (data) => {
    const all = rest.length > 0 ? Buffer.concat([rest, data]) : data;
    const lines: Buffer[] = [];
    let from = 0;
    for (let end = all.indexOf(NEWLINE); end >= 0; end = all.indexOf(NEWLINE, from)) {
      if (!isCut) lines.push(all.subarray(from, end));
      isCut = false;
      from = end + 1;
    }
    rest = isCut ? Buffer.alloc(0) : all.subarray(from);
    if (rest.length > MOST_LINE_BYTES) {
      lines.push(rest);
      rest = Buffer.alloc(0);
      isCut = true;
    }
    return lines;
  };
}

/** Turns log entries into what the reader asked for; full once the byte limit is reached. */
function createFilter(o: LogOptions): (lines: readonly Buffer[]) => { chunk: Buffer; full: boolean } {
  let left = o.limitBytes ?? Infinity;
  let midLine = false;
  return (lines) => {
    const parts: Buffer[] = [];
    for (const raw of lines) {
      const line = parseLogLine(raw);
      if (!line || (o.stream && line.stream !== o.stream)) continue;
      if (o.sinceMs !== undefined && Date.parse(line.time) < o.sinceMs) continue;
      if (o.timestamps && !midLine) parts.push(Buffer.from(`${line.time} `));
      parts.push(line.content);
      midLine = line.partial;
      if (!midLine) parts.push(Buffer.from('\n'));
    }
    const chunk = Buffer.concat(parts);
    const kept = chunk.length > left ? chunk.subarray(0, left) : chunk;
    left -= kept.length;
    return { chunk: kept, full: left <= 0 };
  };
}

/** Where the last n lines begin; read from the end, for logs are long. */
async function tailOffset(file: FileHandle, n: number): Promise<number> {
  const { size } = await file.stat();
  if (n <= 0) return size;
  let found = 0;
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const block = Buffer.alloc(end - start);
    await file.read(block, 0, block.length, start);
    for (
      let index = block.lastIndexOf(NEWLINE);
      index >= 0;
      index = index === 0 ? -1 : block.lastIndexOf(NEWLINE, index - 1)
    ) {
      // The end of the last line is not the beginning of another.
      if (start + index === size - 1) continue;
      if (++found === n) return start + index + 1;
    }
    end = start;
  }
  return 0;
}

async function reopenIfRotated(path: string, file: FileHandle): Promise<FileHandle | undefined> {
  const [current, held] = await Promise.all([stat(path).catch(() => undefined), file.stat()]);
  return current && current.ino !== held.ino ? openRegularFile(path).catch(() => undefined) : undefined;
}

/** Waits for the kernel to say that the log's directory changed, or for the container to end. */
function createWaiter({ path, onChange }: LogSource) {
  const bell = createBell();
  const watcher = watch(dirname(path), bell.ring);
  watcher.on('error', bell.ring);
  const unsubscribe = onChange(bell.ring);
  return {
    reset: bell.hush,
    wait: bell.wait,
    stop() {
      watcher.close();
      unsubscribe();
    },
  };
}
