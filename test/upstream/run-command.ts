import { INTERRUPTED_EXIT_CODE, onInterruption } from '../../apps/cli/src/commands/interruption';

const USAGE_EXIT_CODE = 2;

/** A command of the checkout that measures against Kubernetes' own programs. */
export interface UpstreamCommand<Options> {
  name: string;
  usage: string;
  /** Undefined when help is asked for. @throws Error for a command line that cannot be understood. */
  optionsOf(args: string[]): Options | undefined;
  /** What it needs and this machine has not got, a line each. */
  missing(options: Options): Promise<string[]>;
  /** What it says at Ctrl-C. */
  whenInterrupted: string;
  /** Resolves to the exit code. */
  run(options: Options, signal: AbortSignal): Promise<number>;
}

/** Resolves to the exit code: 2 where the command cannot begin, 130 after Ctrl-C, 1 after an error, else the command's own. */
export async function runCommand<Options>(command: UpstreamCommand<Options>, args: string[]): Promise<number> {
  let options: Options | undefined;
  try {
    options = command.optionsOf(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${command.usage}`);
    return USAGE_EXIT_CODE;
  }
  if (!options) {
    console.log(command.usage);
    return 0;
  }
  const missing = await command.missing(options);
  if (missing.length > 0) {
    console.error([`${command.name} needs what is not here:`, ...missing.map((line) => `  - ${line}`)].join('\n'));
    return USAGE_EXIT_CODE;
  }
  const { signal, end } = onInterruption(() => console.log(`\nInterrupted: ${command.whenInterrupted}`));
  try {
    const code = await command.run(options, signal);
    return signal.aborted ? INTERRUPTED_EXIT_CODE : code;
  } catch (error) {
    if (signal.aborted) return INTERRUPTED_EXIT_CODE;
    console.error((error as Error).message);
    return 1;
  } finally {
    end();
  }
}
