import type { Steps } from '@kubets/apimachinery';
import type { StoredObject } from '@kubets/store';
import { inTurns } from './turns';

/** Of fewer bytes an object is encoded where it is needed: it takes some milliseconds at the most. */
const LARGE_BYTES = 100_000;

/** A wire format whose bytes an object keeps. */
export interface KeptFormat {
  name: string;
  steps(stored: StoredObject): Steps<Buffer>;
}

const underWay = new WeakMap<StoredObject, Map<string, Promise<void>>>();

/**
 * Sees to it that a large object has its bytes in a format, in turns, however many ask for them; undefined when there is nothing
 * to wait for. What cannot be encoded is left as it is: who asks for the bytes is told why.
 */
export function encodeAhead(stored: StoredObject, format: KeptFormat): Promise<void> | undefined {
  if (stored.json.length < LARGE_BYTES || stored.hasEncoding(format.name)) return undefined;
  const formats = underWay.get(stored) ?? new Map<string, Promise<void>>();
  underWay.set(stored, formats);
  let made = formats.get(format.name);
  if (!made) {
    made = encode(stored, format).finally(() => formats.delete(format.name));
    formats.set(format.name, made);
  }
  return made;
}

async function encode(stored: StoredObject, format: KeptFormat): Promise<void> {
  try {
    await inTurns(stored.read());
    const bytes = await inTurns(format.steps(stored));
    stored.encoding(format.name, () => bytes);
  } catch {
    // It is tried again, and told of, where the bytes are needed.
  }
}
