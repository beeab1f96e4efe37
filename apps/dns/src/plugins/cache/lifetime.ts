import { rcodeOf, serverFailure, type AnswerBody } from '../../wire/answer-body';
import { FLAG, RCODE, RECORD_TYPE } from '../../wire/constants';
import type { Query } from '../../wire/query';
import { bodyRecords } from './body-records';

/** What an answer says, as far as it matters for how it may be used. */
export type AnswerKind = 'records' | 'no-data' | 'no-name' | 'failure';

export interface Lifetime {
  kind: AnswerKind;
  ttlSeconds: number;
  /** Offsets of the TTLs in the body. */
  ttlOffsets: readonly number[];
}

/** However long an answer may be kept by its own words. */
const LONGEST_POSITIVE = 3600;
const LONGEST_NEGATIVE = 30;
/** RFC 2308, section 7.1: at most five minutes; RFC 9520: at least one second. */
const FAILURE_SECONDS = 5;

/** True for what an upstream could not resolve: all but an answer and the statement that there is none. */
export function isFailure(answer: AnswerBody): boolean {
  const code = rcodeOf(answer);
  return code !== RCODE.noError && code !== RCODE.nxDomain;
}

/**
 * How long an answer may be kept (RFC 2308); undefined for not at all. What this server could not find out itself, for want of an
 * upstream or of room, is no answer.
 */
export function lifetimeOf(query: Query, answer: AnswerBody): Lifetime | undefined {
  if (answer.flags & FLAG.truncated || answer === serverFailure) return undefined;
  const code = rcodeOf(answer);
  if (code === RCODE.servFail) return { kind: 'failure', ttlSeconds: FAILURE_SECONDS, ttlOffsets: [] };
  if (isFailure(answer)) return undefined;
  const records = bodyRecords(query, answer);
  const ttlOffsets = records.map(({ ttlOffset }) => ttlOffset);
  const soa = records.find(({ type, section }) => type === RECORD_TYPE.SOA && section === 'authority');
  // An alias whose end is not there, or has nothing of this type, is an answer and its SOA's negative (section 2.1).
  const isNegative = code === RCODE.nxDomain || answer.answers === 0 || soa !== undefined;
  const lowest = Math.min(...records.filter(({ section }) => section === 'answer').map(({ ttl }) => ttl));
  if (!isNegative) return kept('records', Math.min(lowest, LONGEST_POSITIVE), ttlOffsets);
  // Without SOA nobody said for how long.
  if (!soa) return undefined;
  const kind = code === RCODE.noError ? 'no-data' : 'no-name';
  return kept(kind, Math.min(lowest, soa.ttl, soa.minimum, LONGEST_NEGATIVE), ttlOffsets);
}

function kept(kind: AnswerKind, ttlSeconds: number, ttlOffsets: readonly number[]): Lifetime | undefined {
  return ttlSeconds > 0 ? { kind, ttlSeconds, ttlOffsets } : undefined;
}
