import type { Clock } from '@kubets/component';

export interface ProxyHealthReport {
  /** Rules are up to date, or not yet for longer than allowed out of date. */
  healthy: boolean;
  nodeEligible: boolean;
  lastUpdated: Date | undefined;
  currentTime: Date;
}

/** Whether the node's forwarding is alive: the question that load balancers ask at :10256/healthz. */
export interface ProxyHealth {
  /** A change came in that is not in the kernel yet. */
  changeQueued(): void;
  /** Call when a sync begins; the returned function when it has succeeded. */
  syncBegins(): () => void;
  setNodeEligible(eligible: boolean): void;
  report(): ProxyHealthReport;
}

/** Unhealthy before the first sync, and while a change has waited for longer than `timeoutMs`. */
export function createProxyHealth({ clock, timeoutMs }: { clock: Clock; timeoutMs: number }): ProxyHealth {
  let lastSynced: Date | undefined;
  let waitingSince: Date | undefined;
  let beingSyncedSince: Date | undefined;
  let nodeEligible = true;
  return {
    changeQueued() {
      waitingSince ??= clock.now();
    },
    syncBegins() {
      // What a failed sync has left over goes on waiting.
      beingSyncedSince ??= waitingSince;
      waitingSince = undefined;
      return () => {
        beingSyncedSince = undefined;
        lastSynced = clock.now();
      };
    },
    setNodeEligible(eligible) {
      nodeEligible = eligible;
    },
    report() {
      const now = clock.now();
      const oldestQueued = beingSyncedSince ?? waitingSince;
      const overdue = oldestQueued !== undefined && now.getTime() - oldestQueued.getTime() > timeoutMs;
      const healthy = lastSynced !== undefined && !overdue;
      // With nothing waiting the rules are as of now, however long ago the last change was.
      const lastUpdated = lastSynced && oldestQueued === undefined ? now : lastSynced;
      return { healthy, nodeEligible, lastUpdated, currentTime: now };
    },
  };
}
