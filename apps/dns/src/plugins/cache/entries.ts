import type { AnswerBody } from '../../wire/answer-body';
import type { Lifetime } from './lifetime';

export interface Entry extends Lifetime {
  answer: AnswerBody;
  storedMs: number;
  /** How often it was used. */
  hits: number;
  /** Whether it was asked anew ahead of its end. */
  isRefreshed: boolean;
  /** Not before then is a resolver that failed asked for it again. */
  retryMs: number;
}

export interface Entries {
  /** The entry, which becomes the most recently used. */
  use(key: string): Entry | undefined;
  keep(key: string, entry: Entry): void;
  forget(key: string): void;
}

/** So many entries and bytes; the least recently used goes when there are more. */
export function createEntries({ most, mostBytes }: { most: number; mostBytes: number }): Entries {
  const entries = new Map<string, Entry>();
  let bytes = 0;
  const sizeOf = (key: string, { answer }: Entry) => key.length + answer.body.length;

  function forget(key: string): void {
    const entry = entries.get(key);
    if (entry && entries.delete(key)) bytes -= sizeOf(key, entry);
  }

  return {
    forget,
    use(key) {
      const entry = entries.get(key);
      // Back to the end, where the most recently used are.
      if (entry && entries.delete(key)) entries.set(key, entry);
      return entry;
    },
    keep(key, entry) {
      forget(key);
      entries.set(key, entry);
      bytes += sizeOf(key, entry);
      for (const oldest of entries.keys()) {
        if (entries.size <= most && bytes <= mostBytes) break;
        forget(oldest);
      }
    },
  };
}

/** The entry's answer with what is left of its TTLs after so many seconds. */
export function agedAnswer({ answer, ttlOffsets }: Entry, ageSeconds: number): AnswerBody {
  return ageSeconds === 0 ? answer : withTtls(answer, ttlOffsets, (ttl) => Math.max(0, ttl - ageSeconds));
}

/** The entry's answer with every TTL set to the same. */
export const answerWithTtl = ({ answer, ttlOffsets }: Entry, ttl: number): AnswerBody =>
  withTtls(answer, ttlOffsets, () => ttl);

function withTtls(answer: AnswerBody, offsets: readonly number[], change: (ttl: number) => number): AnswerBody {
  const body = Buffer.from(answer.body);
  for (const offset of offsets) body.writeUInt32BE(change(body.readUInt32BE(offset)), offset);
  return { ...answer, body };
}
