import { backoff, type Clock } from '@kubets/component';
import type { Fitness } from './choose-node';
import type { HttpProbe } from './http-probe';

const INTERVAL_MS = 2000;
const FAILURES_TO_UNHEALTHY = 2;
/** What was never healthy is asked more often at first: a new proxy or health check comes up within moments. */
const FIRST_RETRY_MS = 100;

/** Follows the health of URLs, each probed once however many follow it. */
export interface HealthProber {
  /** Replaces the URLs an owner follows; new ones are probed at once. */
  follow(owner: string, urls: readonly string[]): void;
  health(url: string): Fitness;
  stop(): void;
}

interface Target {
  owners: Set<string>;
  health: Fitness;
  failures: number;
  stop: AbortController;
}

export interface HealthProberOptions {
  probe: HttpProbe;
  clock: Clock;
  /** Called for every owner of a URL whose health is another one. */
  onChange(owner: string): void;
}

export function createHealthProber({ probe, clock, onChange }: HealthProberOptions): HealthProber {
  const targets = new Map<string, Target>();
  const urlsOf = new Map<string, readonly string[]>();
  let isStopped = false;

  async function probeUntilStopped(url: string, target: Target): Promise<void> {
    const { signal } = target.stop;
    const retries = backoff({ initialMs: FIRST_RETRY_MS, maxMs: INTERVAL_MS, jitter: 0 });
    const bornAtMs = clock.monotonicMs();
    while (!signal.aborted) {
      const startedAtMs = clock.monotonicMs();
      const isHealthy = await probe(url, signal);
      if (signal.aborted) return;
      const nowMs = clock.monotonicMs();
      judge(target, isHealthy, nowMs - bornAtMs);
      const periodMs = target.health === 'fit' ? INTERVAL_MS : retries.next();
      await clock.sleep(Math.max(0, periodMs - (nowMs - startedAtMs)), signal);
    }
  }

  function judge(target: Target, isHealthy: boolean, ageMs: number): void {
    target.failures = isHealthy ? 0 : target.failures + 1;
    const isSettled = target.health !== 'unknown' || ageMs >= INTERVAL_MS;
    const health = isHealthy ? 'fit' : target.failures >= FAILURES_TO_UNHEALTHY && isSettled ? 'unfit' : target.health;
    if (health === target.health) return;
    target.health = health;
    for (const owner of [...target.owners]) onChange(owner);
  }

  function add(owner: string, url: string): void {
    const known = targets.get(url);
    if (known) return void known.owners.add(owner);
    const target: Target = { owners: new Set([owner]), health: 'unknown', failures: 0, stop: new AbortController() };
    targets.set(url, target);
    void probeUntilStopped(url, target);
  }

  function drop(owner: string, url: string): void {
    const target = targets.get(url);
    target?.owners.delete(owner);
    if (target?.owners.size !== 0) return;
    targets.delete(url);
    target.stop.abort();
  }

  return {
    follow(owner, urls) {
      if (isStopped) return;
      const before = urlsOf.get(owner) ?? [];
      if (urls.length > 0) urlsOf.set(owner, urls);
      else urlsOf.delete(owner);
      for (const url of urls) add(owner, url);
      for (const url of before) if (!urls.includes(url)) drop(owner, url);
    },
    health: (url) => targets.get(url)?.health ?? 'unknown',
    stop() {
      isStopped = true;
      for (const { stop } of targets.values()) stop.abort();
      targets.clear();
    },
  };
}
