import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** To open a FIFO for reading would wait for somebody who writes, and take a thread of Node.js' few for as long. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

function assertReadable(stats: Stats, maxBytes = Infinity): void {
  if (!stats.isFile()) throw new Error('it is not a regular file');
  if (stats.size > maxBytes) throw new Error(`it has ${stats.size} bytes, at most ${maxBytes} are read`);
}

/**
 * Opens a file that anybody may have put there, to read it; a link is followed. Never waits, as opening a FIFO otherwise does.
 * @throws Error for a device, a FIFO, a socket or a directory; what opening throws.
 */
export async function openRegularFile(path: string, maxBytes?: number): Promise<FileHandle> {
  const file = await open(path, WITHOUT_WAITING);
  try {
    assertReadable(await file.stat(), maxBytes);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * The text of such a file in UTF-8, as much as it held when it was opened.
 * @throws Error for what is larger too.
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<string> {
  const file = await openRegularFile(path, maxBytes);
  try {
    const content = Buffer.alloc(Math.min((await file.stat()).size, maxBytes));
    let read = 0;
    while (read < content.length) {
      const { bytesRead } = await file.read(content, read, content.length - read, read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return content.toString('utf8', 0, read);
  } finally {
    await file.close();
  }
}

/** {@link readRegularFile} at once, for what is short. */
export function readRegularFileSync(path: string, maxBytes: number): string {
  const file = openSync(path, WITHOUT_WAITING);
  try {
    const stats = fstatSync(file);
    assertReadable(stats, maxBytes);
    const content = Buffer.alloc(stats.size);
    let read = 0;
    while (read < content.length) {
      const bytes = readSync(file, content, read, content.length - read, read);
      if (bytes === 0) break;
      read += bytes;
    }
    return content.toString('utf8', 0, read);
  } finally {
    closeSync(file);
  }
}
