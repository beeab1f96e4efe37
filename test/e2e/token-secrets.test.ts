// A token for those outside, in a Secret, as the documentation of Kubernetes makes one.
import { eventually } from './cluster/eventually';
import { kubectls } from './cluster/kubectl';

jest.setTimeout(60_000);

const NAMESPACE = 'token-secrets';
const newest = kubectls().at(-1)!;
const kubectl = (line: string, input?: unknown) =>
  newest(`--namespace ${NAMESPACE} ${line}`, input === undefined ? {} : { input: JSON.stringify(input) });

beforeAll(() => newest(`create namespace ${NAMESPACE}`));
afterAll(() => newest(`delete namespace ${NAMESPACE} --wait=false`));

test('a Secret gets the token of its ServiceAccount, with which one is that, until the account is gone', async () => {
  await kubectl('create serviceaccount deployer');
  await kubectl('create -f -', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'deployer-token', annotations: { 'kubernetes.io/service-account.name': 'deployer' } },
    type: 'kubernetes.io/service-account-token',
  });
  const token = await eventually(async () => {
    const data = await kubectl('get secret deployer-token -o jsonpath={.data.token}');
    expect(data).not.toBe('');
    return Buffer.from(data, 'base64').toString();
  });
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } };
  const userOf = () => newest('create -f - -o jsonpath={.status.user.username}', { input: JSON.stringify(review) });
  expect(await userOf()).toBe(`system:serviceaccount:${NAMESPACE}:deployer`);
  await kubectl('delete serviceaccount deployer');
  await eventually(async () =>
    expect((await newest.try(`--namespace ${NAMESPACE} get secret deployer-token`)).stderr).toContain('not found'),
  );
  expect(await userOf()).toBe('');
});
