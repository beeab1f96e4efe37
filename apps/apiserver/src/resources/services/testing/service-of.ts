import type { Service, ServiceSpec } from '@kubets/proto-gen/core/v1';
import { created, strategyContext } from '../../testing/strategy-harness';
import { services } from '../services';

export const service = (spec: ServiceSpec): Service => ({ metadata: { name: 'web', namespace: 'default' }, spec });
export const context = strategyContext();

/** Runs a create up to the store; everything in `taken` belongs to others. */
export function stored(spec: ServiceSpec, taken: string[] = []): Service {
  const { object, errors } = created(services, service(spec));
  expect(errors).toEqual([]);
  services.claims!.allocate({ object, isTaken: (key) => taken.includes(key) }, context);
  return object;
}
