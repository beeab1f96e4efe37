import { criRuntime } from './cri/cri-runtime';
import type { ContainerRuntime, RuntimeKind, RuntimeOptions } from './runtime';

/** Every runtime the agent can drive; the first that handles the endpoint is used. */
const runtimes: readonly RuntimeKind[] = [criRuntime];

/** Connects lazily: the runtime need not be up yet. Throws Error for an endpoint that nobody handles. */
export function connectRuntime(options: RuntimeOptions): ContainerRuntime {
  const kind = runtimes.find((candidate) => candidate.handles(options.endpoint));
  if (!kind)
    throw new Error(
      `--container-runtime-endpoint: ${JSON.stringify(options.endpoint)} must be a socket such as unix:///run/containerd/containerd.sock`,
    );
  return kind.connect(options);
}
