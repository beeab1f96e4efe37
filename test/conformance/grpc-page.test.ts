// The commands of docs/grpc.md as they stand there: those of buf, which comes with the repository, and those of grpcurl on a
// machine that has it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryCommand } from '../e2e/cluster/command';
import { E2E } from '../e2e/cluster/e2e-cluster';
import { eventually } from '../e2e/cluster/eventually';
import { kubectls } from '../e2e/cluster/kubectl';
import { CLIENTS, installedClients } from './command-line-clients';
import { pageCommands } from './page-commands';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../..');
const kubectl = kubectls().at(-1)!;

/** By client: how its commands begin. */
const COMMANDS = { buf: /^(buf_|npx buf )/, grpcurl: /^grpcurl/ };

/** The page is about the cluster of `npm start`; the tests' own is elsewhere. */
const here: [string, string][] = [
  ['PKI=/var/lib/kubets/pki ', `PKI=${E2E.stateDir}/pki `],
  ['SERVER=127.0.0.1:6444\n', `SERVER=127.0.0.1:${E2E.grpcPort}\n`],
];
const commands = pageCommands(
  here.reduce((page, [there, ours]) => page.replace(there, ours), readFileSync(join(ROOT, 'docs/grpc.md'), 'utf8')),
);
const shell = (script: string) =>
  tryCommand('bash', ['-c', `kubectl() { ${kubectl.path} "$@"; }\n${script}`], {
    cwd: ROOT,
    env: { KUBECONFIG: E2E.kubeconfig },
    timeoutMs: 90_000,
  });

/** The same call with grpcurl. */
const asGrpcurl = (line: string) =>
  line
    .replace(/^buf_/, 'grpcurl_')
    .replace('npx buf curl --protocol grpc --cacert', 'grpcurl -cacert')
    .replace('https://$SERVER/', '$SERVER ');

test('each call is there for both clients', () => {
  const grpcurl = commands.map(({ line, code }) => [line, code]);
  const buf = commands.filter(({ line }) => COMMANDS.buf.test(line) && !line.includes(' --list-'));
  expect(grpcurl).toEqual(expect.arrayContaining(buf.map(({ line, code }) => [asGrpcurl(line), code])));
});

describe.each(installedClients)('%s', (client) => {
  const command = COMMANDS[client];
  const { exitCode } = CLIENTS[client];
  const ofOthers = Object.entries(COMMANDS).flatMap(([other, command]) => (other === client ? [] : [command]));
  const lines = commands.filter(({ line }) => !ofOthers.some((other) => other.test(line)));

  test.each(lines)('$line', async ({ line, definitions, code }) => {
    const { code: exit, stdout, stderr } = await shell(`${definitions}${line}`);
    const expected = command.test(line) ? exitCode(code) : 0;
    if (exit !== expected) throw new Error(`exit code ${exit} instead of ${expected}\n${stdout}${stderr}`);
    // The controller-manager gives a namespace its ServiceAccount, before which it takes no pod.
    if (line.startsWith('kubectl create namespace'))
      await eventually(() => kubectl('get serviceaccount default --namespace demo'));
  });
});

afterAll(() => kubectl.try('delete namespace demo --ignore-not-found'));
