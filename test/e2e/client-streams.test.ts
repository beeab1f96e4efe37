// exec, attach, port-forward and logs of published clients, against a pod of the cluster, by the kubeconfig that it wrote.
import { prepared, runProgram, selectedClients } from '../clients/selected-clients';
import { expectedOf } from '../clients/stock-client';
import { E2E } from './cluster/e2e-cluster';
import { eventually } from './cluster/eventually';
import { kubectls } from './cluster/kubectl';

jest.setTimeout(120_000);

const NAMESPACE = 'client-streams';
const POD = 'many';
const SHELL_IMAGE = 'radial/busyboxplus:curl';
const shell = (name: string, script: string, more: object = {}) => ({
  name,
  image: SHELL_IMAGE,
  command: ['sh', '-c', script],
  ...more,
});
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: POD },
  spec: {
    containers: [
      { name: 'web', image: 'nginx' },
      shell('shell', 'while read line; do echo got $line; done; sleep 3600', { stdin: true }),
      shell('talker', 'echo said; sleep 3600'),
      shell('ticker', 'while :; do echo tick; sleep 0.2; done'),
    ],
    terminationGracePeriodSeconds: 1,
  },
};

const kubectl = kubectls().at(-1)!;
beforeAll(async () => {
  await kubectl(`create namespace ${NAMESPACE}`);
  await eventually(() => kubectl(`--namespace ${NAMESPACE} get serviceaccount default`));
  await kubectl(`--namespace ${NAMESPACE} create -f -`, { input: JSON.stringify(pod) });
  await kubectl(`--namespace ${NAMESPACE} wait --for=condition=Ready pod/${POD} --timeout=60s`);
});
afterAll(() => kubectl(`delete namespace ${NAMESPACE} --wait=false`));

for (const client of selectedClients.filter(({ streams }) => streams)) {
  const programs = prepared(client);
  const { over, steps } = client.streams!;
  (programs ? test : test.skip)(`${client.name} ${client.version} (${client.language}, ${over})`, async () => {
    const got = await runProgram(programs!.streams!, { KUBECONFIG: E2E.kubeconfig, NAMESPACE, POD });
    expect(got).toEqual(expectedOf(client, steps));
  });
}
