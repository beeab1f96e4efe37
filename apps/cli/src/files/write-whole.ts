import { readFile, rename, writeFile } from 'node:fs/promises';

/**
 * Writes a file in one step: whoever reads it, also after a crash in between, finds what was there before or all of what
 * is there now. A file that holds the text already is not touched, so that nobody who follows it is woken.
 */
export async function writeWhole(file: string, text: string, { mode }: { mode?: number } = {}): Promise<void> {
  const present = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (present === text) return;
  await writeFile(`${file}.new`, text, { mode });
  await rename(`${file}.new`, file);
}
