import type { KubeClient } from '@kubets/client';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { LivingPod } from './simulated-node';

export interface ServiceFetchOptions {
  client: Pick<KubeClient<'endpointSlices' | 'services'>, 'endpointSlices' | 'services'>;
  podAt(address: string): LivingPod | undefined;
  random(): number;
}

const SERVICE_OF = 'kubernetes.io/service-name';
const HOST = /^([^.]+)\.([^.]+)(?:\.svc(?:\.cluster\.local)?)?$/;
const PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };

/**
 * What a pod answers to which a Service leads, as from inside of the cluster: `http://NAME.NAMESPACE.svc:PORT/path`.
 *
 * @throws TypeError when the host is no name of a Service, and, as `fetch` does, when nobody answers; StatusError 404 without a Service
 */
export async function fetchService(
  url: string | URL,
  init: RequestInit,
  { client, podAt, random }: ServiceFetchOptions,
): Promise<Response> {
  const request = new Request(url, init);
  const { hostname, port: given, protocol } = new URL(request.url);
  const [, name, namespace] = HOST.exec(hostname) ?? [];
  if (!name || !namespace)
    throw new TypeError(`the name of a Service is wanted, such as web.default.svc, not ${hostname}`);
  const port = given ? Number(given) : PORTS[protocol];
  const service = await client.services.get({ namespace, name });
  const wanted = service.spec?.ports?.find((one) => one.port === port);
  if (!wanted) throw new TypeError(`Service ${namespace}/${name} has no port ${port}`);
  const { items } = await client.endpointSlices.list({ namespace, labelSelector: `${SERVICE_OF}=${name}` });
  const pods = items
    .filter(({ ports }) => ports?.some((one) => (one.name ?? '') === (wanted.name ?? '')))
    .flatMap(readyAddresses)
    .flatMap((address) => podAt(address) ?? []);
  const pod = pods[Math.floor(random() * pods.length)];
  if (!pod?.behaviour.http)
    throw new TypeError(
      `nobody answers for Service ${namespace}/${name}: ${pods.length} of its pods are ready, and ${pod ? 'this one answers no HTTP' : 'none can be asked'}`,
    );
  return pod.behaviour.http(request);
}

const readyAddresses = ({ endpoints = [] }: EndpointSlice): string[] =>
  endpoints
    .filter(({ conditions }) => conditions?.ready !== false)
    .flatMap(({ addresses = [] }) => addresses.slice(0, 1));
