import type { Clock } from '@kubets/component';
import type { CacheSettings } from '../../configuration/names';
import type { AnswerBody } from '../../wire/answer-body';
import { FLAG } from '../../wire/constants';
import type { Query } from '../../wire/query';
import type { DnsPlugin, Next } from '../plugin';
import { agedAnswer, answerWithTtl, createEntries, type Entry } from './entries';
import { isFailure, lifetimeOf } from './lifetime';

export interface CacheOptions {
  cache: CacheSettings;
  clock: Pick<Clock, 'monotonicMs' | 'after'>;
  /** The least recently used goes when there are more. */
  mostEntries?: number;
  mostBytes?: number;
}

/** What was used twice is asked anew in the last tenth of its life. */
const HITS_TO_REFRESH = 2;
const REFRESH_PART = 0.1;
/** RFC 8767, section 5: how long a client waits before it gets what is out of date, with which TTL, and when to ask again. */
const STALE_AFTER_MS = 1800;
const STALE_TTL = 30;
const STALE_RETRY_MS = 30_000;

/**
 * Remembers upstream answers for as long as they allow (RFC 2308), and asks once for what several clients want at the same time. Records
 * that are out of date stand in while the upstream is away or slow (RFC 8767); that something is not there is never said of the past.
 */
export function cache({
  cache: { prefetch, staleSeconds },
  clock,
  mostEntries = 10_000,
  mostBytes = 32 * 1024 * 1024,
}: CacheOptions): DnsPlugin {
  const entries = createEntries({ most: mostEntries, mostBytes });
  const pending = new Map<string, Promise<AnswerBody>>();

  const ageMs = ({ storedMs }: Entry) => clock.monotonicMs() - storedMs;
  const isFresh = (entry: Entry) => ageMs(entry) < entry.ttlSeconds * 1000;
  const isUsable = (entry: Entry) =>
    entry.kind === 'records' && ageMs(entry) < (entry.ttlSeconds + staleSeconds) * 1000;

  function find(key: string, query: Query): Entry | undefined {
    const own = entries.use(key);
    if (own && (isFresh(own) || isUsable(own))) return own;
    if (own) entries.forget(key);
    const name = entries.use(nameKey(query));
    return name && isFresh(name) ? name : undefined;
  }

  function store(key: string, query: Query, answer: AnswerBody): void {
    const before = entries.use(key);
    if (before && isFailure(answer) && isUsable(before)) {
      before.retryMs = clock.monotonicMs() + STALE_RETRY_MS;
      return;
    }
    const lifetime = lifetimeOf(query, answer);
    if (!lifetime) return;
    const entry = { ...lifetime, answer, storedMs: clock.monotonicMs(), hits: 0, isRefreshed: false, retryMs: 0 };
    // A name that is not there has no record of any type, unless it is an alias.
    entries.keep(lifetime.kind === 'no-name' && answer.answers === 0 ? nameKey(query) : key, entry);
  }

  function ask(key: string, query: Query, next: Next): AnswerBody | Promise<AnswerBody> {
    const asked = pending.get(key);
    if (asked) return asked;
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
  }

  function refreshAhead(key: string, entry: Entry, query: Query, next: Next): void {
    const leftMs = entry.ttlSeconds * 1000 - ageMs(entry);
    const isDue = entry.hits >= HITS_TO_REFRESH && leftMs <= entry.ttlSeconds * 1000 * REFRESH_PART;
    if (!prefetch || !isDue || entry.isRefreshed || entry.kind !== 'records') return;
    entry.isRefreshed = true;
    const answer = ask(key, { ...query, client: '' }, next);
    // What went wrong is said to the next client that asks, once the entry has ended.
    if (answer instanceof Promise) answer.catch(() => undefined);
  }

  /** The answer, or what was known before when it is a failure or long in coming. */
  function orStale(answer: Promise<AnswerBody>, entry: Entry): Promise<AnswerBody> {
    return new Promise((resolve) => {
      const stale = () => resolve(answerWithTtl(entry, STALE_TTL));
      const cancel = clock.after(STALE_AFTER_MS, stale);
      answer
        .then(
          (body) => (isFailure(body) ? stale() : resolve(body)),
          () => stale(),
        )
        .finally(cancel);
    });
  }

  return {
    name: 'cache',
    serve(query, next) {
      const key = cacheKey(query);
      const entry = find(key, query);
      if (entry && isFresh(entry)) {
        entry.hits++;
        refreshAhead(key, entry, query, next);
        return agedAnswer(entry, Math.floor(ageMs(entry) / 1000));
      }
      if (entry && clock.monotonicMs() < entry.retryMs) return answerWithTtl(entry, STALE_TTL);
      const answer = ask(key, query, next);
      return entry && answer instanceof Promise ? orStale(answer, entry) : answer;
    },
  };
}

/** Clients that want signatures, or unchecked answers, get others. */
const wishes = ({ edns, flags, class: asked }: Query): string =>
  `${asked} ${edns?.dnssecOk ? 'D' : ''}${flags & FLAG.checkingDisabled ? 'C' : ''}`;

const cacheKey = (query: Query): string => `${query.key}${query.type} ${wishes(query)}`;
const nameKey = (query: Query): string => `${query.key}* ${wishes(query)}`;
