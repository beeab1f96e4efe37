import { resolve } from 'node:path';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { version } from '@kubets/component/main';
import type { ClusterOptions } from './cluster/options';
import { stateDirOfCluster } from './setup/known-clusters.mjs';
import { askedOptions } from './setup/read-flags.mjs';
import { DEFAULT_OPTIONS, helpOf, START_OPTION_ENTRIES } from './setup/start-options.mjs';

// Each command is loaded when it is given.
const program = new Command('kubets')
  .description('Runs a Kubernetes cluster on this machine.')
  .version(version.gitVersion)
  .showHelpAfterError('What there is: npx kubets --help, npx kubets COMMAND --help')
  .enablePositionalOptions();
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
startCommand
  .option('-f, --file <file>', 'configuration file with options; kubets config prints one')
  .addOption(jsonOption());
startCommand.action(async (_, command: Command) => {
  const { file, output, ...flags } = command.opts<{ file?: string; output?: string }>();
  const { readConfiguration } = await import('./setup/configuration-file.mjs');
  const fromFile = file === undefined ? {} : await readConfiguration(file);
  await (await import('./commands/start')).start(askedOptions(fromFile, byName(flags)), output);
});

clusterOptions(program.command('stop'))
  .description('stop the cluster; its objects come back with the next start')
  .option('--delete-state', 'delete the state directory too', false)
  .addOption(jsonOption())
  .action(async (options) => (await import('./commands/stop')).stop({ ...options, stateDir: chosenStateDir(options) }));

clusterOptions(program.command('status'))
  .description("show every service's health, version, memory, restarts and log")
  .option('-w, --watch', 'again every two seconds')
  .addOption(jsonOption())
  .action(async (options) =>
    (await import('./commands/status')).status({ ...options, stateDir: chosenStateDir(options) }),
  );

program
  .command('list')
  .description('list the clusters of this machine')
  .addOption(jsonOption())
  .action(async (options) => (await import('./commands/list')).list(options));

clusterOptions(program.command('logs'))
  .description("print a service's log; status tells the names, kubelet-agent and proxy are those of all nodes")
  .argument('<service>')
  .option('-f, --follow', 'go on with what is written', false)
  .option('--since <duration>', 'only what was written within a duration, such as 10m')
  .action(async (service, options) =>
    (await import('./commands/logs')).logs(service, { ...options, stateDir: chosenStateDir(options) }),
  );

clusterOptions(program.command('kubeconfig'))
  .description("print the administrator's kubeconfig")
  .option('--merge', 'put it into ~/.kube/config instead, as the current context', false)
  .addOption(jsonOption())
  .action(async (options) =>
    (await import('./commands/kubeconfig')).kubeconfig({ ...options, stateDir: chosenStateDir(options) }),
  );

clusterOptions(program.command('kubectl'))
  .description("run this machine's kubectl for the cluster")
  .argument('[words...]')
  .passThroughOptions()
  .allowUnknownOption()
  .helpOption(false)
  .action(async (words, options) =>
    (await import('./commands/kubectl')).kubectl(words, { stateDir: chosenStateDir(options) }),
  );

clusterOptions(program.command('load'))
  .description('put images into every node, without a registry')
  .argument('[archives...]', 'as docker save and other tools write them')
  .option('--docker <name>', "an image of this machine's Docker (repeatable)", collect)
  .addOption(jsonOption())
  .action(async (archives, { docker = [], ...options }) =>
    (await import('./commands/load')).load(archives, { ...options, docker, stateDir: chosenStateDir(options) }),
  );

clusterOptions(program.command('upgrade'))
  .description('take up what was built since the services were started, one after the other')
  .addOption(jsonOption())
  .action(async (options) =>
    (await import('./commands/upgrade')).upgrade({ ...options, stateDir: chosenStateDir(options) }),
  );

clusterOptions(program.command('dev'))
  .description('in a clone: build a service and restart it in the running cluster, whenever its sources change')
  .argument('<service>')
  .action(async (service, options) =>
    (await import('./commands/dev')).dev(service, { stateDir: chosenStateDir(options) }),
  );

clusterOptions(program.command('doctor'))
  .description('tell what this machine lacks, and what is wrong with the cluster, with what mends it')
  .addOption(jsonOption())
  .action(async (options) =>
    (await import('./commands/doctor')).doctor({ ...options, stateDir: chosenStateDir(options) }),
  );

clusterOptions(program.command('config'))
  .description('print a configuration file with every option: the defaults, or those of the cluster that is named')
  .addOption(jsonOption())
  .action(async ({ output, ...options }) =>
    (await import('./commands/configuration')).configuration({
      output,
      ...((options.name || options.stateDir) && { stateDir: chosenStateDir(options) }),
    }),
  );

program
  .command('completion')
  .description('print what a shell completes kubets by: source <(kubets completion bash)')
  .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
  .action(async (shell) => {
    const { completionScript, completionsOf } = await import('./commands/completion');
    process.stdout.write(completionScript(shell, completionsOf(program)));
  });

program
  .command('version')
  .description('print the versions of kubets and of the programs that it drives')
  .addOption(jsonOption())
  .action(async (options) => (await import('./commands/versions')).versions(options));

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
    '--rest-server <url>',
    "the API server's REST as the dashboard reaches it",
    `https://apiserver:${DEFAULT_OPTIONS.securePort}`,
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

const nodeCommand = program
  .command('node')
  .description(
    "add, remove and list a cluster's nodes; with flags of the kubelet-agent after --: make this container a node",
  )
  .option(...stateDir)
  .option('--registry-mirror <url>', 'registry to pull every image through (repeatable)', collect)
  .option(
    '--pod-infra-container-image <image>',
    'image that holds the namespaces of a pod',
    DEFAULT_OPTIONS.podInfraImage,
  )
  .argument('[kubelet-flags...]')
  .action(async (kubeletArgs: string[], { registryMirror = [], podInfraContainerImage, ...rest }, command: Command) => {
    const words = command.commands.map((below) => below.name()).join(', ');
    // Whoever has mistyped a word is not to have this machine turned into a node.
    if (!kubeletArgs[0]?.startsWith('-'))
      command.error(
        `error: ${kubeletArgs[0] === undefined ? 'a command' : `no command ${kubeletArgs[0]}, one`} of node is wanted: ${words}`,
      );
    await (
      await import('./commands/node')
    ).node({
      ...rest,
      registryMirrors: registryMirror.filter(Boolean),
      podInfraImage: podInfraContainerImage,
      kubeletArgs,
    });
  });
clusterOptions(nodeCommand.command('list'))
  .description("list the cluster's nodes")
  .addOption(jsonOption())
  .action(async (options) =>
    (await import('./commands/nodes')).listNodes({ ...options, stateDir: chosenStateDir(options) }),
  );
clusterOptions(nodeCommand.command('add'))
  .description('add nodes to the running cluster')
  .option('--count <count>', 'how many', positive, 1)
  .addOption(jsonOption())
  .action(async (options) =>
    (await import('./commands/nodes')).addNodes({ ...options, stateDir: chosenStateDir(options) }),
  );
clusterOptions(nodeCommand.command('remove'))
  .description('take the last node of the running cluster away, once its pods are evicted')
  .argument('<node>')
  .addOption(jsonOption())
  .action(async (name, options) =>
    (await import('./commands/nodes')).removeNode(name, { ...options, stateDir: chosenStateDir(options) }),
  );

clusterOptions(program.command('why'))
  .description('tell what keeps a Service from being reached, and how to mend it')
  .argument('<service>', 'SERVICE or SERVICE:PORT')
  .option('--kubeconfig <file>', "whose cluster; $KUBECONFIG, this machine's cluster or ~/.kube/config unless given")
  .option('-n, --namespace <namespace>', "the Service's namespace")
  .option('--from <place>', 'where it cannot be reached from: pod/NAME, node/NAME or host', 'host')
  .addOption(jsonOption())
  .action(async (service, options) =>
    (await import('./commands/why')).why(service, { ...options, stateDir: chosenStateDir(options) }),
  );

clusterOptions(program.command('dashboard'))
  .description('serve a page that shows the cluster as it is now, and print a link that logs a browser in')
  .option(
    '--kubeconfig <file>',
    "whose cluster and rights; $KUBECONFIG, this machine's cluster or ~/.kube/config unless given",
  )
  .option('--port <port>', 'on loopback; the first free one from 8443 on unless given', integer)
  .action(async (options) =>
    (await import('./commands/dashboard')).dashboard({ ...options, stateDir: chosenStateDir(options) }),
  );

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

// Nobody reads any more, as behind `| head`: what only prints has done its work, and what changes a cluster is brought to its end.
const CHANGES = new Set(['start', 'stop', 'upgrade', 'node']);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  if (!CHANGES.has(process.argv[2] ?? '')) process.exit();
});

program.parseAsync().catch((error: Error) => {
  console.error(`\n${error.message}${isRefusedToUser(error) ? ". It is root's: type sudo before the command" : ''}`);
  process.exitCode = 1;
});

/** What a start has made is root's, but for what it gives to the user behind sudo. */
function isRefusedToUser({ code }: NodeJS.ErrnoException): boolean {
  return (code === 'EACCES' || code === 'EPERM') && process.getuid?.() !== 0;
}

/** A running cluster is known by its name wherever its state is. */
function chosenStateDir({ stateDir, name = DEFAULT_OPTIONS.name }: { stateDir?: string; name?: string }): string {
  return resolve(stateDir ?? stateDirOfCluster(name));
}

function integer(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number is wanted.');
  return Number(text);
}

function positive(text: string): number {
  if (integer(text) === 0) throw new InvalidArgumentError('one at least is wanted.');
  return integer(text);
}

function jsonOption(): Option {
  return new Option('-o, --output <format>', 'for programs').choices(['json']);
}

/** What commander makes of the flags, by the names that options have in a cluster. */
function byName(given: Record<string, unknown>): Partial<ClusterOptions> {
  const all = START_OPTION_ENTRIES.map(([name, { flag }]) => [name, given[camelCase(flag)]] as const);
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
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
