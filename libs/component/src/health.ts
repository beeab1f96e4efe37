export type HealthKind = 'livez' | 'readyz' | 'healthz';

export interface HealthReport {
  ok: boolean;
  checks: { name: string; ok: boolean; error?: string }[];
}

/** The process's health checks, as /livez, /readyz and gRPC health show them. */
export interface Health {
  /** A check fails by throwing. It is part of all three kinds unless `kinds` says otherwise. A second one of that name replaces the first. */
  addCheck(name: string, check: () => void | Promise<void>, o?: { kinds?: readonly HealthKind[] }): void;
  run(kind: HealthKind, exclude?: readonly string[]): Promise<HealthReport>;
}

const allKinds: readonly HealthKind[] = ['livez', 'readyz', 'healthz'];

export function createHealth(): Health {
  const checks = new Map<string, { check: () => void | Promise<void>; kinds: readonly HealthKind[] }>();
  return {
    addCheck(name, check, o) {
      checks.set(name, { check, kinds: o?.kinds ?? allKinds });
    },
    async run(kind, exclude = []) {
      const wanted = [...checks].filter(([name, { kinds }]) => kinds.includes(kind) && !exclude.includes(name));
      const results = await Promise.all(
        wanted.map(async ([name, { check }]) => {
          try {
            await check();
            return { name, ok: true };
          } catch (error) {
            return { name, ok: false, error: error instanceof Error ? error.message : String(error) };
          }
        }),
      );
      return { ok: results.every((result) => result.ok), checks: results };
    },
  };
}

/** The text Kubernetes' health endpoints answer with; reasons of failures are withheld, as callers are not authenticated. */
export function healthText(kind: HealthKind, report: HealthReport, verbose: boolean): string {
  if (report.ok && !verbose) return 'ok';
  const lines = report.checks.map(({ name, ok }) => (ok ? `[+]${name} ok` : `[-]${name} failed: reason withheld`));
  return [...lines, `${kind} check ${report.ok ? 'passed' : 'failed'}`, ''].join('\n');
}
