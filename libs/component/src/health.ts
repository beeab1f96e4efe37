export type HealthKind = 'livez' | 'readyz' | 'healthz';

export interface HealthReport {
  ok: boolean;
  checks: { name: string; ok: boolean; error?: string; isExcluded?: true }[];
  /** Names that were to be excluded and are no checks. */
  unknown: string[];
}

/** The process's health checks, as /livez, /readyz and gRPC health show them. */
export interface Health {
  /** A check fails by throwing. It is part of all three kinds unless `kinds` says otherwise. A second one of that name replaces the first. */
  addCheck(name: string, check: () => void | Promise<void>, o?: { kinds?: readonly HealthKind[] }): void;
  run(kind: HealthKind, exclude?: readonly string[]): Promise<HealthReport>;
}

const ALL_KINDS: readonly HealthKind[] = ['livez', 'readyz', 'healthz'];

export function createHealth(): Health {
  const checks = new Map<string, { check: () => void | Promise<void>; kinds: readonly HealthKind[] }>();
  return {
    addCheck(name, check, o) {
      checks.set(name, { check, kinds: o?.kinds ?? ALL_KINDS });
    },
    async run(kind, exclude = []) {
      const ofKind = [...checks].filter(([, { kinds }]) => kinds.includes(kind));
      const results = await Promise.all(
        ofKind.map(async ([name, { check }]): Promise<HealthReport['checks'][number]> => {
          if (exclude.includes(name)) return { name, ok: true, isExcluded: true };
          try {
            await check();
            return { name, ok: true };
          } catch (error) {
            return { name, ok: false, error: error instanceof Error ? error.message : String(error) };
          }
        }),
      );
      const unknown = [...new Set(exclude)].filter((name) => !ofKind.some(([known]) => known === name)).sort();
      return { ok: results.every((result) => result.ok), checks: results, unknown };
    },
  };
}

/** The text Kubernetes' health endpoints answer with; reasons of failures are withheld, as callers are not authenticated. */
export function healthText(kind: HealthKind, report: HealthReport, verbose: boolean): string {
  if (report.ok && !verbose) return 'ok';
  const lines = report.checks.map(({ name, ok, isExcluded }) =>
    ok ? `[+]${name} ${isExcluded ? 'excluded: ' : ''}ok` : `[-]${name} failed: reason withheld`,
  );
  const unknown = report.unknown.map((name) => JSON.stringify(name)).join(',');
  if (unknown) lines.push(`warn: some health checks cannot be excluded: no matches for ${unknown}`);
  return [...lines, `${kind} check ${report.ok ? 'passed' : 'failed'}`, ''].join('\n');
}
