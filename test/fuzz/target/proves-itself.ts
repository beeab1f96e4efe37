import { clientsOf } from '../../e2e/cluster/clients';
import { E2E } from '../../e2e/cluster/e2e-cluster';
import { eventually } from '../../e2e/cluster/eventually';
import { kubectls } from '../../e2e/cluster/kubectl';
import { endpointsOf, readyPods } from '../../e2e/cluster/workloads';
import { createRestClient } from '../beside/rest-client';
import type { FuzzTarget } from './fuzz-target';

const NAME = 'after-the-fuzz';

/** A new pod becomes Ready and a Service of it answers; without nodes, an object can be written and read. */
export async function provesItself(target: FuzzTarget): Promise<void> {
  if (target.kind === 'services') return writesAndReads(target);
  const kubectl = kubectls().at(-1)!;
  await kubectl(`create deployment ${NAME} --image=nginx`);
  try {
    await readyPods(kubectl, `app=${NAME}`, 1);
    await kubectl(`expose deployment ${NAME} --port 80`);
    await endpointsOf(kubectl, NAME, 1);
    const { clusterIP } = (await kubectl.json(`get svc ${NAME}`)).spec;
    await eventually(async () =>
      expect(await clientsOf(E2E).curlFromNode('node-1', `http://${clusterIP}`)).toContain('Welcome to nginx!'),
    );
  } finally {
    await kubectl(`delete deployment,svc ${NAME} --ignore-not-found`);
  }
}

async function writesAndReads(target: FuzzTarget): Promise<void> {
  const rest = createRestClient(target);
  const path = '/api/v1/namespaces/default/configmaps';
  expect((await rest.call('POST', path, { metadata: { name: NAME }, data: { a: '1' } })).code).toBe(201);
  expect((await rest.call('GET', `${path}/${NAME}`)).body.data).toEqual({ a: '1' });
  expect((await rest.call('DELETE', `${path}/${NAME}`)).code).toBe(200);
  rest.close();
}
