import { ANNOTATIONS, INGRESS_CONTROLLER } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { Ingress, IngressClass } from '@kubets/proto-gen/networking/v1';

/** The names of the classes that are ours. */
export const ownClasses = (classes: readonly IngressClass[]): ReadonlySet<string> =>
  new Set(classes.filter(({ spec }) => spec?.controller === INGRESS_CONTROLLER).map(nameOf));

/** Whether an Ingress is ours: by its class, or by the annotation where it names none. One without a class is nobody's. */
export function isOwnIngress({ metadata, spec }: Ingress, own: ReadonlySet<string>): boolean {
  if (metadata?.deletionTimestamp !== undefined) return false;
  const name = spec?.ingressClassName ?? metadata?.annotations?.[ANNOTATIONS.ingressClass];
  return name !== undefined && own.has(name);
}
