import type { ContainerRuntime } from '../../runtimes/runtime';
import type { Prober } from '../prober';

/** Healthy when a command in the container exits with 0. */
export function execProber(runtime: ContainerRuntime): Prober {
  return {
    handles: (handler) => handler.exec !== undefined,
    async probe({ exec = {} }, { containerId }, timeoutMs) {
      const command = exec.command ?? [];
      try {
        const { exitCode, output } = await runtime.execSync(containerId, command, timeoutMs);
        return { result: exitCode === 0 ? 'success' : 'failure', output };
      } catch (error) {
        const { message } = error as Error;
        if (/DeadlineExceeded|timed out|timeout/i.test(message))
          return {
            result: 'failure',
            output: `command timed out: ${JSON.stringify(command.join(' '))} timed out after ${timeoutMs / 1000}s`,
          };
        return { result: 'unknown', output: message };
      }
    },
  };
}
