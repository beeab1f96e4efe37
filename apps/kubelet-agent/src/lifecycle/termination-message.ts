import { openRegularFile } from '@kubets/component';
import { parseLogLine } from '../logs/log-line';
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';

const MOST_MESSAGE_BYTES = 4096;
const MOST_LOG_BYTES = 2048;
const MOST_LOG_LINES = 80;

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
          return word
            ? { ...container, message: container.message ? `${container.message}: ${word}` : word }
            : container;
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
  const message = container.terminationMessageFile
    ? (await part(container.terminationMessageFile, 'beginning', MOST_MESSAGE_BYTES)).toString('utf8')
    : '';
  if (message || container.terminationMessagePolicy !== 'FallbackToLogsOnError' || container.exitCode === 0)
    return message;
  // Four times as much of the file: each line carries a time and a stream besides its text.
  const lines = (await part(container.logPath, 'end', 4 * MOST_LOG_BYTES))
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .slice(-MOST_LOG_LINES);
  const text = lines
    .map((line) => parseLogLine(Buffer.from(line)))
    .map((line) => (line ? `${line.content.toString('utf8')}${line.partial ? '' : '\n'}` : ''))
    .join('');
  return Buffer.from(text).subarray(-MOST_LOG_BYTES).toString('utf8');
}

/** The beginning or end of a file, however large it is; nothing of one that is not there, or is no file. */
async function part(path: string, which: 'beginning' | 'end', length: number): Promise<Buffer> {
  const file = await openRegularFile(path).catch(() => undefined);
  if (!file) return Buffer.alloc(0);
  try {
    const position = which === 'end' ? Math.max(0, (await file.stat()).size - length) : 0;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
