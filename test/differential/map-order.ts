interface Cause {
  field: string;
  message: string;
}

/**
 * A refusal, its causes within one map in the order of their keys: Go walks through maps in no order. Everything else as it is.
 */
export function inMapOrder(body: unknown): unknown {
  const status = body as { kind?: unknown; message?: unknown; details?: { causes?: unknown } } | undefined;
  const causes = status?.details?.causes;
  if (status?.kind !== 'Status' || typeof status.message !== 'string' || !isListOfCauses(causes)) return body;
  const ordered = runsOf(causes).flatMap((run) => run.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1)));
  const [before, after] = [causes, ordered].map((list) => list.map(textOf).join(', ')) as [string, string];
  return {
    ...status,
    message: status.message.replace(before, () => after),
    details: { ...status.details, causes: ordered },
  };
}

const isListOfCauses = (causes: unknown): causes is Cause[] =>
  Array.isArray(causes) &&
  causes.every(({ field, message }: Partial<Cause>) => typeof field === 'string' && typeof message === 'string');

const textOf = ({ field, message }: Cause): string => `${field}: ${message}`;

/** Causes that follow on each other, of one map or of the very same field. */
function runsOf(causes: readonly Cause[]): Cause[][] {
  const runs: Cause[][] = [];
  for (const cause of causes) {
    const run = runs.at(-1);
    if (run && mapOf(run[0]!.field) === mapOf(cause.field)) run.push(cause);
    else runs.push([cause]);
  }
  return runs;
}

/** `spec.limits` of `spec.limits[cpu]`: what comes before the first key that is no index; the field itself where there is none. */
const mapOf = (field: string): string => /^(.*?)\[(?!\d+\])/.exec(field)?.[1] ?? field;
