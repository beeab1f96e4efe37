import { command, tryCommand, type CommandOptions } from '../../e2e/cluster/command';
import { ENGINE } from './paths';

const host = `unix://${ENGINE.socket}`;
const argsOf = (words: readonly string[]) => ['--host', host, ...words];

/** Runs the Docker client against the tests' engine; throws when it fails. */
export const docker = Object.assign(
  (words: readonly string[], options?: CommandOptions) => command('/usr/bin/docker', argsOf(words), options),
  {
    host,
    try: (words: readonly string[], options?: CommandOptions) => tryCommand('/usr/bin/docker', argsOf(words), options),
  },
);

const inNetwork = (words: readonly string[]) => [`--net=/run/netns/${ENGINE.netns}`, ...words];

/** Runs a command on the machine that the engine runs on, as its user would. */
export const onMachine = (words: readonly string[], options?: CommandOptions) =>
  command('nsenter', inNetwork(words), options);
