import { fieldErrors, isHttpHeaderName, isPortNumber, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { Lifecycle, LifecycleHandler, Probe } from '@kubets/proto-gen/core/v1';
import { invalidEach, nonNegative, oneOf, requiredText } from '../validation/field-checks';
import { validatePortNumOrName } from '../validation/ports';

type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<LifecycleHandler, 'sleep'>;

const COUNTS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const;

function validateOne(kind: keyof Handler, handler: Handler, path: FieldPath): FieldError[] {
  switch (kind) {
    case 'exec':
      return handler.exec?.command?.length ? [] : [fieldErrors.required(path.child('command'))];
    case 'httpGet': {
      const http = handler.httpGet!;
      const headers = http.httpHeaders ?? [];
      return [
        ...requiredText(path.child('path'), http.path),
        ...validatePortNumOrName(path.child('port'), http.port),
        ...oneOf(path.child('scheme'), http.scheme, ['HTTP', 'HTTPS']),
        ...headers.flatMap(({ name = '' }) => invalidEach(path.child('httpHeaders'), name, isHttpHeaderName)),
      ];
    }
    case 'tcpSocket':
      return validatePortNumOrName(path.child('port'), handler.tcpSocket!.port);
    case 'grpc': {
      const port = handler.grpc!.port ?? 0;
      return isPortNumber(port).map((text) => fieldErrors.invalid(path.child('port'), port, text));
    }
    case 'sleep': {
      const seconds = handler.sleep!.seconds ?? 0;
      return seconds < 0 ? [fieldErrors.invalid(path, seconds, 'must be greater than or equal to 0')] : [];
    }
  }
}

/** Exactly one way to do it. */
function validateHandler(handler: Handler, kinds: (keyof Handler)[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const kind of kinds) {
    if (!handler[kind]) continue;
    const at = path.child(kind);
    if (found) errors.push(fieldErrors.forbidden(at, 'may not specify more than 1 handler type'));
    else errors.push(...validateOne(kind, handler, at));
    found = true;
  }
  return found ? errors : [fieldErrors.required(path, 'must specify a handler type')];
}

export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

export function validateProbe(probe: Probe | undefined, kind: ProbeKind, path: FieldPath): FieldError[] {
  if (!probe) return [];
  const errors = validateHandler(probe, ['exec', 'httpGet', 'tcpSocket', 'grpc'], path);
  for (const field of COUNTS) errors.push(...nonNegative(path.child(field), probe[field]));
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) {
    errors.push(fieldErrors.invalid(path.child('terminationGracePeriodSeconds'), grace, 'must be greater than 0'));
  }
  if (kind === 'readinessProbe' && grace !== undefined) {
    const detail = 'must not be set for readinessProbes';
    errors.push(fieldErrors.invalid(path.child('terminationGracePeriodSeconds'), grace, detail));
  }
  if (kind !== 'readinessProbe' && probe.successThreshold !== 1) {
    errors.push(fieldErrors.invalid(path.child('successThreshold'), probe.successThreshold, 'must be 1'));
  }
  return errors;
}

export function validateLifecycle(lifecycle: Lifecycle | undefined, path: FieldPath): FieldError[] {
  return (['postStart', 'preStop'] as const).flatMap((when) => {
    const handler = lifecycle?.[when];
    return handler ? validateHandler(handler, ['exec', 'httpGet', 'tcpSocket', 'sleep'], path.child(when)) : [];
  });
}
