import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const WELL_FORMED = /^[\w-]{32,128}$/;

/** Hands on each line that is a code; resolves when the input has ended. */
export async function readCodes(input: Readable, onCode: (code: string) => void): Promise<void> {
  for await (const line of createInterface({ input })) if (WELL_FORMED.test(line)) onCode(line);
}
