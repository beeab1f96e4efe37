import { newTooManyRequests } from '@kubets/apimachinery';
import type { Cancellation, Metrics } from '@kubets/component';
import type { FlowSchema, PriorityLevelConfiguration } from '@kubets/proto-gen/flowcontrol/v1';
import type { FollowedObjects } from '../auth/followed-objects';
import type { UserInfo } from '../auth/user/user-info';
import { MANDATORY_LEVELS, MANDATORY_SCHEMAS } from './bootstrap-objects';
import { createClassifier, type Classifier, type Flow, type FlowRequest } from './classifier';
import { flowMetrics } from './flow-metrics';
import { LEVELS, SCHEMAS } from './flow-kinds';
import { createPriorityLevel, Rejected, type Leave, type PriorityLevel } from './priority-level';
import { seatLimits, shareOut, type SeatLimits, type Share } from './seat-limits';
import { flowHash } from './shuffle-shard';

/** The flow of a request, as its answer's headers name it. */
export interface FlowNames {
  schemaUid: string;
  levelUid: string;
}

export interface Arrival {
  user: UserInfo;
  request: FlowRequest;
  signal: Cancellation;
  /** Seats that answering takes; asked for what has to be limited. */
  width?(): number;
  /** Told the flow before the request waits. */
  classified?(names: FlowNames): void;
}

/** Who is answered when, and who has to come again. @see https://kubernetes.io/docs/concepts/cluster-administration/flow-control/ */
export interface FlowControl {
  /** Resolves when the request may be answered; what it answers gives the seats back. @throws StatusError 429. */
  enter(arrival: Arrival): Leave | Promise<Leave>;
}

export interface FlowControlOptions {
  objects: FollowedObjects;
  metrics: Metrics;
  /** What the server does at once: `--max-requests-inflight` and `--max-mutating-requests-inflight` together. */
  seats: number;
  /** Longest wait in a queue, in milliseconds. */
  maxWaitMs?: number;
  now?(): number;
}

/** A quarter of the time that a request has. */
const MAX_WAIT_MS = 15_000;
/** Idle seats are lent anew so often. */
const BORROW_MS = 10_000;
/** What was wanted before counts for so much of what is wanted next. */
const MEMORY = 0.977;
/** One request takes no more of a level. */
const MOST_OF_LEVEL = 0.15;
const MOST_SEATS = 100;

const nothing = () => undefined;

/** A level that is in force. */
export interface Level {
  queue: PriorityLevel;
  configuration: PriorityLevelConfiguration;
  limits: SeatLimits;
  /** Seats wanted, smoothed. */
  wanted: number;
  /** Requests that were let in. */
  dispatched: number;
}

interface Configured {
  classify: Classifier;
  levels: Map<string, Level>;
}

export function createFlowControl({
  objects,
  metrics,
  seats,
  maxWaitMs = MAX_WAIT_MS,
  now = () => performance.now(),
}: FlowControlOptions): FlowControl {
  let configured: Configured | undefined;
  let isStale = false;
  let lentAt = now();
  const queues = new Map<string, PriorityLevel>();
  const measures = flowMetrics(metrics, () => current().levels);
  const forget = () => void (isStale = true);
  for (const resource of [SCHEMAS, LEVELS])
    objects.resource(resource).follow({
      onChange({ previous, current }) {
        // A status says nothing of how requests are sorted.
        const generation = current?.object.metadata?.generation;
        if (!previous || !current || previous.object.metadata?.generation !== generation) forget();
      },
      onReset: forget,
    });

  const current = (): Configured => {
    if (isStale || !configured) configured = configure();
    return configured;
  };

  function configure(): Configured {
    isStale = false;
    const found = withMandatory(objects.list(LEVELS) as PriorityLevelConfiguration[], MANDATORY_LEVELS);
    const limits = seatLimits(found, seats);
    const levels = new Map<string, Level>();
    for (const configuration of found) {
      const name = configuration.metadata?.name ?? '';
      const queue = queues.get(name) ?? createPriorityLevel({ maxWaitMs, now });
      queues.set(name, queue);
      const own = limits.get(name)!;
      const before = configured?.levels.get(name);
      const isExempt = configuration.spec?.type === 'Exempt';
      queue.configure({ limit: isExempt ? Infinity : own.nominal, queuing: queuingOf(configuration) });
      levels.set(name, { queue, configuration, limits: own, wanted: 0, dispatched: before?.dispatched ?? 0 });
    }
    // What waits there goes on waiting; nobody comes any more.
    for (const name of queues.keys()) if (!levels.has(name)) queues.delete(name);
    const schemas = withMandatory(objects.list(SCHEMAS) as FlowSchema[], MANDATORY_SCHEMAS);
    const usable = schemas.filter(({ spec }) => levels.has(spec?.priorityLevelConfiguration?.name ?? ''));
    return { classify: createClassifier(usable), levels };
  }

  /** Lends what some levels do not need to those that want more. */
  function lend({ levels }: Configured): void {
    const time = now();
    if (time - lentAt < BORROW_MS) return;
    lentAt = time;
    const limited: Level[] = [];
    const shares: Share[] = [];
    let left = seats;
    for (const level of levels.values()) {
      const { queue, limits } = level;
      const demand = queue.takeDemand();
      level.wanted = Math.max(demand, MEMORY * level.wanted + (1 - MEMORY) * demand);
      if (queue.limit === Infinity) left -= Math.min(demand, limits.nominal);
      else {
        limited.push(level);
        const least = Math.max(limits.least, Math.min(limits.nominal, demand));
        shares.push({ least, most: limits.most, wanted: level.wanted });
      }
    }
    const granted = shareOut(shares, Math.max(0, left));
    limited.forEach(({ queue }, index) => queue.setLimit(Math.max(1, granted[index]!)));
  }

  function widthOf({ queue, limits }: Level, width: (() => number) | undefined): number {
    if (!width || queue.limit === Infinity) return 1;
    return Math.max(1, Math.min(width(), MOST_SEATS, Math.ceil(limits.nominal * MOST_OF_LEVEL)));
  }

  function refused(error: unknown, { schema }: Flow, level: string): unknown {
    if (!(error instanceof Rejected)) return error;
    measures.rejected(level, schema.metadata?.name ?? '', error.reason);
    return newTooManyRequests('Too many requests, please try again later.', 1);
  }

  return {
    enter({ user, request, signal, width, classified }) {
      const now = current();
      const flow = now.classify(user, request);
      // Whoever is in no group at all belongs to no flow.
      if (!flow) return nothing;
      const name = flow.schema.spec?.priorityLevelConfiguration?.name ?? '';
      const level = now.levels.get(name)!;
      classified?.({ schemaUid: uidOf(flow.schema), levelUid: uidOf(level.configuration) });
      if (level.queue.limit === Infinity) return level.queue.enter({ hash: () => hashOf(flow), width: 1, signal });
      lend(now);
      try {
        const left = level.queue.enter({ hash: () => hashOf(flow), width: widthOf(level, width), signal });
        if (!(left instanceof Promise)) {
          level.dispatched++;
          return left;
        }
        return left.then(
          (leave) => {
            level.dispatched++;
            return leave;
          },
          (error: unknown) => {
            throw refused(error, flow, name);
          },
        );
      } catch (error) {
        throw refused(error, flow, name);
      }
    },
  };
}

const hashOf = ({ schema, distinguisher }: Flow): number => flowHash(schema.metadata?.name ?? '', distinguisher);
const uidOf = ({ metadata }: FlowSchema | PriorityLevelConfiguration): string => metadata?.uid ?? '';

function queuingOf({ spec }: PriorityLevelConfiguration) {
  const { type, queuing } = spec?.limited?.limitResponse ?? {};
  if (type !== 'Queue' || !queuing) return undefined;
  const { queues = 64, handSize = 8, queueLengthLimit = 50 } = queuing;
  return { queues, handSize, queueLengthLimit };
}

/** Those that have to be there are, before anybody could write them. */
function withMandatory<T extends FlowSchema | PriorityLevelConfiguration>(
  found: readonly T[],
  mandatory: readonly T[],
): T[] {
  const names = new Set(found.map(({ metadata }) => metadata?.name));
  return [...found, ...mandatory.filter(({ metadata }) => !names.has(metadata?.name))];
}
