import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { version } from '@kubets/component/main';
import type { AskedOptions, ClusterOptions } from './cluster/options';
import { stateDirOfCluster } from './setup/known-clusters.mjs';
import { DEFAULT_OPTIONS, helpOf, START_OPTION_ENTRIES, stateDirOf } from './setup/start-options.mjs';

// Each command is loaded when it is given.
const program = new Command('kubets')
  .description('Runs a Kubernetes cluster on this machine.')
  .version(version.gitVersion);
const stateDir = [
  '--state-dir <dir>',
  'where the cluster keeps its state',
  (dir: string) => resolve(dir),
  DEFAULT_OPTIONS.stateDir,
] as const;
/** Which cluster: by its state directory, or by its name, which has one. */
const clusterOptions = (command: Command): Command =>
  command
    .option('--state-dir <dir>', `where the cluster keeps its state (default: ${DEFAULT_OPTIONS.stateDir})`)
    .option('--name <name>', `the cluster's name (default: ${DEFAULT_OPTIONS.name})`);
const collect = (value: string, previous: string[] | undefined) => [...(previous ?? []), value];

const startCommand = program.command('start').description('bring up a cluster, or bring a stopped one back');
for (const [, option] of START_OPTION_ENTRIES) {
  const parse = { string: String, integer, list: collect }[option.type] as (text: string, previous: unknown) => unknown;
  // Defaults are only shown here: what a stopped cluster was made with must win over them.
  startCommand.addOption(new Option(`--${option.flag} <${option.value}>`, helpOf(option)).argParser(parse));
}
startCommand.action(async (_, command: Command) =>
  (await import('./commands/start')).start(askedOptions(command.opts())),
);

clusterOptions(program.command('stop'))
  .description('stop the cluster; its objects come back with the next start')
  .option('--delete-state', 'delete the state directory too', false)
  .action(async (options) => (await import('./commands/stop')).stop({ ...options, stateDir: chosenStateDir(options) }));

clusterOptions(program.command('status'))
  .description("show every service's health, version, memory, restarts and log")
  .action(async (options) =>
    (await import('./commands/status')).status({ ...options, stateDir: chosenStateDir(options) }),
  );

program
  .command('pki')
  .description('make the certificates and kubeconfigs of a cluster whose services are deployed one by one')
  .requiredOption('--dir <dir>', 'where each component gets a directory of its own')
  .option('--name <name>', "the cluster's name in the kubeconfigs", DEFAULT_OPTIONS.name)
  .option('--service-cidr <cidr>', 'addresses of Services', DEFAULT_OPTIONS.serviceCidr)
  .option(
    '--server <url>',
    "the API server's gRPC as the components reach it",
    `https://apiserver:${DEFAULT_OPTIONS.grpcPort}`,
  )
  .option(
    '--admin-server <url>',
    'the API server as the administrator reaches it',
    `https://127.0.0.1:${DEFAULT_OPTIONS.securePort}`,
  )
  .option('--node <name=address>', 'a node (repeatable)', collect)
  .option(
    '--host <component=host>',
    'a further name or address of a server, such as apiserver=10.0.0.5 (repeatable)',
    collect,
  )
  .action(async ({ node = [], host = [], ...rest }) =>
    (await import('./commands/pki')).pki({
      ...rest,
      nodes: node
        .map((text: string) => pair('node', text))
        .map(([name, address]: [string, string]) => ({ name, address })),
      hosts: host
        .map((text: string) => pair('host', text))
        .map(([component, name]: [string, string]) => ({ component, host: name })),
    }),
  );

program
  .command('node')
  .description('make this container a node: containerd and the kubelet-agent, with the flags after --')
  .option(...stateDir)
  .option('--registry-mirror <url>', 'registry to pull every image through (repeatable)', collect)
  .option(
    '--pod-infra-container-image <image>',
    'image that holds the namespaces of a pod',
    DEFAULT_OPTIONS.podInfraImage,
  )
  .argument('[kubelet-flags...]')
  .action(async (kubeletArgs, { registryMirror = [], podInfraContainerImage, ...rest }) =>
    (await import('./commands/node')).node({
      ...rest,
      registryMirrors: registryMirror.filter(Boolean),
      podInfraImage: podInfraContainerImage,
      kubeletArgs,
    }),
  );

program
  .command('why')
  .description('tell what keeps a Service from being reached, and how to mend it')
  .argument('<service>', 'SERVICE or SERVICE:PORT')
  .option(...stateDir)
  .option('--kubeconfig <file>', "whose cluster; $KUBECONFIG, this machine's cluster or ~/.kube/config unless given")
  .option('-n, --namespace <namespace>', "the Service's namespace")
  .option('--from <place>', 'where it cannot be reached from: pod/NAME, node/NAME or host', 'host')
  .option('-o, --output <format>', 'json')
  .action(async (service, options) => (await import('./commands/why')).why(service, options));

program
  .command('probe', { hidden: true })
  .argument('<address>')
  .argument('<port>')
  .action(async (address, port) => (await import('./commands/why')).probe(address, port));

program
  .command('supervise', { hidden: true })
  .option(...stateDir)
  .action(async (options) => (await import('./commands/supervise')).supervise(options));
program
  .command('stack', { hidden: true })
  .argument('<address>')
  .action(async (address) => (await import('./commands/stack')).stack(address));

program.parseAsync().catch((error: Error) => {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
});

/** A running cluster is known by its name wherever its state is. */
function chosenStateDir({ stateDir, name = DEFAULT_OPTIONS.name }: { stateDir?: string; name?: string }): string {
  return resolve(stateDir ?? stateDirOfCluster(name));
}

function integer(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number is wanted.');
  return Number(text);
}

/** By the names that options have in a cluster, out of those that commander makes of the flags. */
function askedOptions(given: Record<string, unknown>): AskedOptions {
  const byFlag = START_OPTION_ENTRIES.map(([name, { flag }]) => [name, given[camelCase(flag)]] as const);
  const asked = Object.fromEntries(byFlag.filter(([, value]) => value !== undefined)) as Partial<ClusterOptions>;
  return { ...asked, stateDir: resolve(asked.stateDir ?? stateDirOf(asked.name ?? DEFAULT_OPTIONS.name)) };
}

function camelCase(flag: string): string {
  return flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function pair(option: string, text: string): [string, string] {
  const [left, right, ...rest] = text.split('=');
  if (!left || !right || rest.length > 0)
    throw new InvalidArgumentError(`--${option} ${text}: two words with = between them are wanted`);
  return [left, right];
}
