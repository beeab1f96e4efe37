import { backoff, type Clock } from '@kubets/component';
import type { Fitness } from './fitness';
import type { HttpProbe, ProbeResult } from './http-probe';

const INTERVAL_MS = 2000;
/**
 * How often in a row makes unfit. A machine that says nothing is dead; one that refuses is alive, its kernel forwards, and what answers here
 * is probably being started again: that is no reason to break connections.
 */
const FAILURES_TO_UNFIT: Record<Exclude<ProbeResult, 'healthy'>, number> = { unhealthy: 2, silent: 2, refused: 5 };
/** What was never healthy is asked more often at first: a new proxy or health check comes up within moments. */
const FIRST_RETRY_MS = 100;

/** Follows the health of URLs, each probed once however many follow it. */
export interface HealthProber {
  /**
   * Replaces the URLs an owner follows; new ones are probed at once, then every 2 s or as often as the first who follows them says. Who follows one
   * and says another interval has it probed at once, too; what is known of it stays.
   */
  follow(owner: string, urls: readonly string[], o?: { intervalMs?: number }): void;
  health(url: string): Fitness;
  stop(): void;
}

interface Target {
  owners: Set<string>;
  health: Fitness;
  failures: number;
  intervalMs: number;
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
    const retries = backoff({ initialMs: FIRST_RETRY_MS, maxMs: target.intervalMs, jitter: 0 });
    const bornAtMs = clock.monotonicMs();
    while (!signal.aborted) {
      const startedAtMs = clock.monotonicMs();
      const result = await probe(url, signal);
      if (signal.aborted) return;
      const nowMs = clock.monotonicMs();
      judge(target, result, nowMs - bornAtMs);
      const periodMs = target.health === 'fit' ? target.intervalMs : retries.next();
      await clock.sleep(Math.max(0, periodMs - (nowMs - startedAtMs)), signal);
    }
  }

  function judge(target: Target, result: ProbeResult, ageMs: number): void {
    target.failures = result === 'healthy' ? 0 : target.failures + 1;
    const isSettled = target.health !== 'unknown' || ageMs >= INTERVAL_MS;
    const isUnfit = result !== 'healthy' && target.failures >= FAILURES_TO_UNFIT[result] && isSettled;
    const health = result === 'healthy' ? 'fit' : isUnfit ? 'unfit' : target.health;
    if (health === target.health) return;
    target.health = health;
    for (const owner of [...target.owners]) onChange(owner);
  }

  function add(owner: string, url: string, intervalMs: number): void {
    const known = targets.get(url);
    if (known) return follow(owner, url, known, intervalMs);
    const target: Target = {
      owners: new Set([owner]),
      health: 'unknown',
      failures: 0,
      intervalMs,
      stop: new AbortController(),
    };
    targets.set(url, target);
    void probeUntilStopped(url, target);
  }

  function follow(owner: string, url: string, target: Target, intervalMs: number): void {
    if (!target.owners.has(owner)) return void target.owners.add(owner);
    if (target.intervalMs === intervalMs) return;
    target.intervalMs = intervalMs;
    target.stop.abort();
    target.stop = new AbortController();
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
    follow(owner, urls, { intervalMs = INTERVAL_MS } = {}) {
      if (isStopped) return;
      const before = urlsOf.get(owner) ?? [];
      if (urls.length > 0) urlsOf.set(owner, urls);
      else urlsOf.delete(owner);
      for (const url of urls) add(owner, url, intervalMs);
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
