import { ANNOTATIONS } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { Ingress, IngressClass } from '@kubets/proto-gen/networking/v1';
import type { MutatingPlugin } from '../pipeline/admission';

const INGRESS_CLASSES = { group: 'networking.k8s.io', plural: 'ingressclasses' };

/** An Ingress without a class gets the default one; of several the newest. */
export const defaultIngressClass: MutatingPlugin = {
  name: 'DefaultIngressClass',
  handles: ({ operation, resource: { group, resource }, subresource }) =>
    operation === 'CREATE' && group === 'networking.k8s.io' && resource === 'ingresses' && subresource === '',
  admit({ object, reader }) {
    const ingress = object as Ingress;
    if (
      ingress.spec?.ingressClassName !== undefined ||
      ingress.metadata?.annotations?.[ANNOTATIONS.ingressClass] !== undefined
    )
      return;
    const [newest] = (reader.list(INGRESS_CLASSES) as IngressClass[])
      .filter(({ metadata }) => metadata?.annotations?.[ANNOTATIONS.isDefaultIngressClass] === 'true')
      .sort((a, b) => createdAt(b) - createdAt(a) || (nameOf(a) < nameOf(b) ? -1 : 1));
    if (newest) ingress.spec = { ...ingress.spec, ingressClassName: nameOf(newest) };
  },
};

const createdAt = ({ metadata }: IngressClass): number => Date.parse(metadata?.creationTimestamp ?? '') || 0;
