import type { Clock } from '@kubets/component';
import { rcodeOf, type AnswerBody } from '../../wire/answer-body';
import { rcode, recordType, flag } from '../../wire/constants';
import type { Query } from '../../wire/query';
import type { DnsPlugin } from '../plugin';
import { bodyRecords } from './body-records';

export interface CacheOptions {
  clock: Pick<Clock, 'monotonicMs'>;
  /** The least recently used goes when there are more. */
  mostEntries?: number;
  mostBytes?: number;
}

interface Entry {
  answer: AnswerBody;
  /** Offsets of the TTLs in the body. */
  ttlOffsets: readonly number[];
  storedMs: number;
  ttlSeconds: number;
}

/** However long an answer may be kept by its own words. */
const LONGEST_POSITIVE = 3600;
const LONGEST_NEGATIVE = 30;

/** Remembers upstream answers for as long as they allow, and asks once for what several clients want at the same time. */
export function cache({ clock, mostEntries = 10_000, mostBytes = 32 * 1024 * 1024 }: CacheOptions): DnsPlugin {
  const entries = new Map<string, Entry>();
  let bytes = 0;
  const pending = new Map<string, Promise<AnswerBody>>();

  const sizeOf = (key: string, { answer }: Entry) => key.length + answer.body.length;

  function keep(key: string, entry: Entry): void {
    entries.set(key, entry);
    bytes += sizeOf(key, entry);
  }

  function forget(key: string, entry: Entry): void {
    if (entries.delete(key)) bytes -= sizeOf(key, entry);
  }

  function fresh(key: string): AnswerBody | undefined {
    const entry = entries.get(key);
    if (!entry) return undefined;
    forget(key, entry);
    const age = Math.floor((clock.monotonicMs() - entry.storedMs) / 1000);
    if (age >= entry.ttlSeconds) return undefined;
    // Back to the end, where the most recently used are.
    keep(key, entry);
    return aged(entry, age);
  }

  function store(key: string, query: Query, answer: AnswerBody): void {
    const kept = lifetime(query, answer);
    if (!kept || kept.ttlSeconds <= 0) return;
    const before = entries.get(key);
    if (before) forget(key, before);
    keep(key, { answer, storedMs: clock.monotonicMs(), ...kept });
    for (const [oldest, entry] of entries) {
      if (entries.size <= mostEntries && bytes <= mostBytes) break;
      forget(oldest, entry);
    }
  }

  return {
    name: 'cache',
    serve(query, next) {
      const key = cacheKey(query);
      const known = fresh(key) ?? pending.get(key);
      if (known) return known;
      const answer = next(query);
      if (!(answer instanceof Promise)) return answer;
      const stored = answer
        .then((body) => {
          store(key, query, body);
          return body;
        })
        .finally(() => pending.delete(key));
      pending.set(key, stored);
      return stored;
    },
  };
}

/** Clients that want signatures, or unchecked answers, get others. */
function cacheKey(query: Query): string {
  return `${query.key}${query.type} ${query.class} ${query.edns?.dnssecOk ? 'D' : ''}${query.flags & flag.checkingDisabled ? 'C' : ''}`;
}

function lifetime(query: Query, answer: AnswerBody): { ttlSeconds: number; ttlOffsets: number[] } | undefined {
  const code = rcodeOf(answer);
  if ((code !== rcode.noError && code !== rcode.nxDomain) || answer.flags & flag.truncated) return undefined;
  const records = bodyRecords(query, answer);
  const ttlOffsets = records.map(({ ttlOffset }) => ttlOffset);
  const lowest = Math.min(...records.map(({ ttl }) => ttl));
  if (answer.answers > 0 && code === rcode.noError)
    return { ttlSeconds: Math.min(lowest, LONGEST_POSITIVE), ttlOffsets };
  // RFC 2308: how long nothing may be remembered is said by the SOA that comes with it.
  const soa = records.find(({ type, section }) => type === recordType.SOA && section === 'authority');
  return soa && { ttlSeconds: Math.min(soa.ttl, soa.minimum, LONGEST_NEGATIVE), ttlOffsets };
}

function aged({ answer, ttlOffsets }: Entry, ageSeconds: number): AnswerBody {
  if (ageSeconds === 0) return answer;
  const body = Buffer.from(answer.body);
  for (const offset of ttlOffsets) body.writeUInt32BE(Math.max(0, body.readUInt32BE(offset) - ageSeconds), offset);
  return { ...answer, body };
}
