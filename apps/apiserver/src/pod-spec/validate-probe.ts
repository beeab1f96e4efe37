import { fieldErrors, isHttpHeaderName, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { Lifecycle, LifecycleHandler, Probe } from '@kubets/proto-gen/core/v1';
import { invalidEach, validatePortNumOrName } from '../validation/field-checks';

type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<LifecycleHandler, 'sleep'>;

function validateOne(kind: keyof Handler, handler: Handler, graceSeconds: number, path: FieldPath): FieldError[] {
  switch (kind) {
    case 'httpGet': {
      const http = handler.httpGet!;
      const headers = http.httpHeaders ?? [];
      return [
        ...validatePortNumOrName(path.child('port'), http.port),
        ...headers.flatMap(({ name = '' }) => invalidEach(path.child('httpHeaders'), name, isHttpHeaderName)),
      ];
    }
    case 'tcpSocket':
      return validatePortNumOrName(path.child('port'), handler.tcpSocket!.port);
    case 'sleep': {
      const seconds = handler.sleep!.seconds ?? 0;
      if (seconds >= 0 && seconds <= graceSeconds) return [];
      const detail = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
      return [fieldErrors.invalid(path, seconds, detail)];
    }
    default:
      return [];
  }
}

/** Exactly one way to do it. `graceSeconds`: what a pod has at most to end. */
function validateHandler(
  handler: Handler,
  kinds: (keyof Handler)[],
  graceSeconds: number,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const kind of kinds) {
    if (!handler[kind]) continue;
    const at = path.child(kind);
    if (found) errors.push({ ...fieldErrors.forbidden(at, 'may not specify more than 1 handler type'), told: 'alone' });
    else errors.push(...validateOne(kind, handler, graceSeconds, at));
    found = true;
  }
  return found ? errors : [fieldErrors.required(path, 'must specify a handler type')];
}

export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

export function validateProbe(probe: Probe, kind: ProbeKind, path: FieldPath): FieldError[] {
  const errors = validateHandler(probe, ['exec', 'httpGet', 'tcpSocket', 'grpc'], 0, path);
  const grace = probe.terminationGracePeriodSeconds;
  if (kind === 'readinessProbe' && grace !== undefined) {
    const detail = 'must not be set for readinessProbes';
    errors.push({ ...fieldErrors.invalid(path.child('terminationGracePeriodSeconds'), grace, detail), told: 'last' });
  }
  if (kind !== 'readinessProbe' && probe.successThreshold !== 1) {
    const error = fieldErrors.invalid(path.child('successThreshold'), probe.successThreshold, 'must be 1');
    errors.push({ ...error, told: 'last' });
  }
  return errors;
}

export function validateLifecycle(lifecycle: Lifecycle, graceSeconds: number, path: FieldPath): FieldError[] {
  return (['postStart', 'preStop'] as const).flatMap((when) => {
    const handler = lifecycle[when];
    if (!handler) return [];
    return validateHandler(handler, ['exec', 'httpGet', 'tcpSocket', 'sleep'], graceSeconds, path.child(when));
  });
}
