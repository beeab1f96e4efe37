import { createFakeCluster } from '@kubets/client/testing';
import { fetchService } from './fetch-service';
import type { LivingPod } from './simulated-node';

const pods: Record<string, LivingPod> = {
  '10.244.1.2': livingPod({
    http: (request) => new Response(`one ${request.method} ${new URL(request.url).pathname}`),
  }),
  '10.244.1.3': livingPod({ http: () => new Response('two') }),
  '10.244.1.4': livingPod({}),
};
function livingPod(behaviour: LivingPod['behaviour']): LivingPod {
  return { pod: {}, address: '', behaviour };
}

const service = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'default', name },
  spec: { ports: [{ name: 'http', port: 80 }] },
});
const slice = (name: string, endpoints: object[], ports = [{ name: 'http', port: 8080 }]) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { namespace: 'default', name: `${name}-1`, labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  endpoints,
  ports,
});

async function answerOf(url: string, random = 0): Promise<string> {
  const client = createFakeCluster([
    ...['web', 'silent', 'empty'].map(service),
    slice('web', [
      { addresses: ['10.244.1.9'], conditions: { ready: false } },
      { addresses: ['10.244.1.2'] },
      { addresses: ['10.244.1.3'], conditions: { ready: true } },
    ]),
    slice('silent', [{ addresses: ['10.244.1.4'] }]),
  ]);
  const answer = await fetchService(
    url,
    { method: 'PUT' },
    { client, podAt: (address) => pods[address], random: () => random },
  );
  return answer.text();
}

test.each([
  ['http://web.default.svc/a', 0, 'one PUT /a'],
  ['http://web.default.svc.cluster.local/a', 0.4, 'one PUT /a'],
  ['http://web.default:80/a', 0.5, 'two'],
])('%s is answered by a ready pod', async (url, random, expected) => {
  expect(await answerOf(url, random)).toBe(expected);
});

test.each([
  ['http://example.com.some.where/', /the name of a Service is wanted/],
  ['http://web.default.svc:8080/', /Service default\/web has no port 8080/],
  ['http://silent.default.svc/', /1 of its pods are ready, and this one answers no HTTP/],
  ['http://empty.default.svc/', /0 of its pods are ready, and none can be asked/],
  ['http://none.default.svc/', /not found/],
])('%s fails', async (url, message) => {
  await expect(answerOf(url)).rejects.toThrow(message);
});
