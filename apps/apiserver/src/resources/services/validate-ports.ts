import { isExternalName, isHeadless, isLoadBalancer, mayHaveNodePorts } from '@kubets/api';
import {
  errorsOfEach,
  fieldErrors,
  isPortNumber,
  type FieldError,
  type FieldPath,
  type MaybeSteps,
} from '@kubets/apimachinery';
import type { Service, ServicePort } from '@kubets/proto-gen/core/v1';
import { goStruct } from '../../validation/go-struct';
import { validatePortNumOrName } from '../../validation/field-checks';
import { PORT_TAKEN } from './node-port-allocation';

const KUBELET_PORT = 10250;

function validateNodePort(service: Service, port: ServicePort, seen: Set<string>, path: FieldPath): FieldError[] {
  if (!port.nodePort) return [];
  if (!mayHaveNodePorts(service)) {
    const type = service.spec?.type ?? '';
    return [fieldErrors.forbidden(path, `may not be used when \`type\` is '${type}'`)];
  }
  const id = `${port.protocol}/${port.nodePort}`;
  if (seen.has(id)) return [fieldErrors.invalid(path, port.nodePort, PORT_TAKEN)];
  seen.add(id);
  return isPortNumber(port.nodePort).map((text) => fieldErrors.invalid(path, port.nodePort, text));
}

/** The ports of a Service: each by itself, and that none stands in another's way. */
export function validateServicePorts(service: Service, path: FieldPath): MaybeSteps<FieldError[]> {
  const ports = service.spec?.ports ?? [];
  if (ports.length === 0) return isHeadless(service) || isExternalName(service) ? [] : [fieldErrors.required(path)];
  const numbers = new Set<string>();
  const nodePorts = new Set<string>();
  return errorsOfEach(ports, (port, index) => {
    const errors: FieldError[] = [];
    const at = path.index(index);
    const { protocol = '', port: number = 0 } = port;
    if (ports.length > 1 && !port.name) errors.push(fieldErrors.required(at.child('name')));
    errors.push(...validatePortNumOrName(at.child('targetPort'), port.targetPort));
    errors.push(...validateNodePort(service, port, nodePorts, at.child('nodePort')));
    if (isLoadBalancer(service) && number === KUBELET_PORT) {
      errors.push(fieldErrors.invalid(at, number, 'may not expose port 10250 externally since it is used by kubelet'));
    }
    const id = `${protocol}/${number}`;
    if (numbers.has(id))
      errors.push(fieldErrors.duplicate(at, goStruct({ protocol, port: number }, 'kubets.core.v1.ServicePort')));
    numbers.add(id);
    return errors;
  });
}
