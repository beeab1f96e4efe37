import type { Clock } from '@kubets/component';
import type { Container, LifecycleHandler } from '@kubets/proto-gen/core/v1';
import { toSeconds } from '@kubets/proto-gen/int64';
import { httpGet, urlOf } from '../probes/http/http-prober';
import type { ContainerRuntime } from '../runtimes/runtime';

export interface HookTarget {
  container: Container;
  containerId: string;
  podIp: string;
}

/** A hook ended badly; the message is for the event. */
export class HookError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HookError';
  }
}

export interface Hooks {
  /** Runs a postStart or preStop handler to its end. Throws HookError. timeoutMs 0 waits for ever. */
  run(handler: LifecycleHandler, target: HookTarget, timeoutMs: number): Promise<void>;
}

const HTTP_TIMEOUT_MS = 30_000;

export function createHooks({ runtime, clock }: { runtime: ContainerRuntime; clock: Clock }): Hooks {
  return {
    async run({ exec, httpGet: action, sleep }, { container, containerId, podIp }, timeoutMs) {
      if (exec) {
        const command = exec.command ?? [];
        const shown = `[${command.join(' ')}]`;
        const { exitCode, output } = await runtime.execSync(containerId, command, timeoutMs).catch((error: Error) => {
          throw new HookError(
            `Exec lifecycle hook (${shown}) for Container "${container.name}" failed - error: ${error.message}`,
          );
        });
        if (exitCode !== 0) {
          throw new HookError(
            `Exec lifecycle hook (${shown}) for Container "${container.name}" failed - error: command '${command.join(' ')}' exited with ${exitCode}: ${output}, message: ${JSON.stringify(output)}`,
          );
        }
      } else if (action) {
        const get = async () =>
          httpGet(urlOf(action, container, podIp), action.httpHeaders, timeoutMs || HTTP_TIMEOUT_MS);
        const { statusCode } = await get().catch((error: Error) => {
          throw new HookError(
            `HTTP lifecycle hook (${action.path ?? '/'}) for Container "${container.name}" failed - error: ${error.message}`,
          );
        });
        if (statusCode < 200 || statusCode >= 400) {
          throw new HookError(
            `HTTP lifecycle hook (${action.path ?? '/'}) for Container "${container.name}" failed - status code: ${statusCode}`,
          );
        }
      } else if (sleep) {
        await clock.sleep(Math.min(toSeconds(sleep.seconds ?? 0) * 1000, timeoutMs || Infinity));
      }
    },
  };
}
