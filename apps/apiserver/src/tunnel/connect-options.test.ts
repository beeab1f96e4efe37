import { createAdmission, type AdmissionAttributes } from '../pipeline/admission';
import { createTestScope } from '../testing/things';
import { admitConnect, connectOptions, type ConnectDescription } from './connect-options';

const stop = new AbortController();
afterAll(() => stop.abort());

const descriptionOf = (name: string, kind: string): ConnectDescription => ({
  name,
  kind,
  group: '',
  version: 'v1',
  verbs: ['create', 'get'],
  options: `kubets.core.v1.${kind}`,
});
const exec = descriptionOf('exec', 'PodExecOptions');

test.each<[string, string, object]>([
  [
    'PodExecOptions',
    'command=sh&command=-c&stdin=1&tty=false&container=c',
    { command: ['sh', '-c'], stdin: true, tty: false, container: 'c' },
  ],
  ['PodExecOptions', 'unknown=1&kind=Pod', {}],
  ['PodPortForwardOptions', 'ports=80,81&ports=82', { ports: [80, 81, 82] }],
  ['PodProxyOptions', 'path=/a%20b', { path: '/a b' }],
])('%s of %s', (kind, query, expected) =>
  expect(connectOptions(descriptionOf('x', kind), new URLSearchParams(query))).toEqual({
    apiVersion: 'v1',
    kind,
    ...expected,
  }),
);

/** What is handed on of `query` after the plugin, and what the plugins saw. */
async function connect(query: string, change?: (object: any) => object) {
  const { scope: plain, requestOf } = await createTestScope(stop.signal);
  const seen: AdmissionAttributes[] = [];
  const scope = {
    ...plain,
    admission: createAdmission({
      mutating: [{ name: 'Change', handles: () => true, admit: ({ object }) => change?.(object) }],
      validating: [{ name: 'Look', handles: () => true, validate: (attributes) => void seen.push(attributes) }],
    }),
  };
  const given = new URLSearchParams(query);
  const handedOn = await admitConnect(scope, { ...requestOf('a'), subresource: 'exec' }, exec, given);
  return { seen, handedOn, given };
}

test('a connection is its options to admission, and has none of an operation', async () => {
  const { seen, handedOn, given } = await connect('command=ls&stdout=true');
  expect(seen).toEqual([
    expect.objectContaining({
      operation: 'CONNECT',
      kind: { group: '', version: 'v1', kind: 'PodExecOptions' },
      requestKind: { group: '', version: 'v1', kind: 'PodExecOptions' },
      resource: { group: '', version: 'v1', resource: 'configmaps' },
      subresource: 'exec',
      name: 'a',
      namespace: 'default',
      dryRun: false,
      object: { apiVersion: 'v1', kind: 'PodExecOptions', command: ['ls'], stdout: true },
    }),
  ]);
  expect(seen[0]!.options).toBeUndefined();
  expect(handedOn).toBe(given);
});

test('what a plugin makes of the options is handed on', async () => {
  const { handedOn } = await connect('command=ls&stdin=true', (object) => ({
    ...object,
    command: ['id', '-u'],
    stdin: false,
  }));
  expect(handedOn.getAll('command')).toEqual(['id', '-u']);
  expect(handedOn.get('stdin')).toBe('false');
  expect([...handedOn.keys()].sort()).toEqual(['command', 'command', 'stdin']);
});
