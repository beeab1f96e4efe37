import { open, readFile } from 'node:fs/promises';
import { parseLogLine } from '../logs/log-line';
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';

const mostMessageBytes = 4096;
const mostLogBytes = 2048;
const mostLogLines = 80;

/**
 * Reads what ended containers left as their last word: the termination message file, or for failed containers that
 * prefer it the end of their log. Asked for once per container.
 */
export function createTerminationMessages() {
  const known = new Map<string, string>();
  return {
    /** The pod with messages filled in. */
    async fill(pod: RuntimePod): Promise<RuntimePod> {
      const containers = await Promise.all(
        pod.containers.map(async (container) => {
          if (container.state !== 'exited') return container;
          let word = known.get(container.id);
          if (word === undefined) known.set(container.id, (word = await lastWord(container)));
          return word ? { ...container, message: container.message ? `${container.message}: ${word}` : word } : container;
        }),
      );
      return { ...pod, containers };
    },
    forget(containerIds: Iterable<string>): void {
      for (const id of containerIds) known.delete(id);
    },
  };
}

export type TerminationMessages = ReturnType<typeof createTerminationMessages>;

async function lastWord(container: RuntimeContainer): Promise<string> {
  const message = container.terminationMessageFile ? await head(container.terminationMessageFile) : '';
  if (message || container.terminationMessagePolicy !== 'FallbackToLogsOnError' || container.exitCode === 0) return message;
  const log = await readFile(container.logPath).catch(() => Buffer.alloc(0));
  // Four times as much of the file: each line carries a time and a stream besides its text.
  const lines = log.subarray(-4 * mostLogBytes).toString('utf8').split('\n').filter(Boolean).slice(-mostLogLines);
  const text = lines.map((line) => parseLogLine(Buffer.from(line))).map((line) => (line ? `${line.content.toString('utf8')}${line.partial ? '' : '\n'}` : '')).join('');
  return Buffer.from(text).subarray(-mostLogBytes).toString('utf8');
}

async function head(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mostMessageBytes), 0, mostMessageBytes, 0);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await file.close();
  }
}
