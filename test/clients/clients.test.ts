// Published clients of several languages and ages against an apiserver, each used by a program in its own language that
// does the same steps.
import { startTestCluster, type RunningApiserver, type TestCluster } from '../integration/apiserver-harness';
import { prepared, runProgram, selectedClients } from './selected-clients';
import { expectedOf } from './stock-client';

jest.setTimeout(180_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

for (const client of selectedClients) {
  const programs = prepared(client);
  (programs ? test : test.skip)(`${client.name} ${client.version} (${client.language})`, async () => {
    const name = `${client.name.replace(/\W+/g, '')}-${client.version.replaceAll('.', '-')}`;
    await api.call('/api/v1/namespaces', { method: 'POST', body: { metadata: { name } } });
    const got = await runProgram(programs!.api, { KUBECONFIG: api.kubeconfig, NAMESPACE: name });
    expect(got).toEqual(expectedOf(client, client.steps));
  });
}
