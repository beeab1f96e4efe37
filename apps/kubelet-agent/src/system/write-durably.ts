import { open, rename } from 'node:fs/promises';

/** Replaces a file as a whole: afterwards it is on disk, whatever becomes of the machine. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
