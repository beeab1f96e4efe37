import { formatDuration, type Clock } from '@kubets/component';
import type { Container, Pod, Secret } from '@kubets/proto-gen/core/v1';
import { createKeyedBackoff } from '../backoff/keyed-backoff';
import type { PodEvents } from '../events/pod-events';
import { ContainerProblem } from '../status/container-problem';
import type { ContainerRuntime, RuntimeImage } from '../runtimes/runtime';
import { createLimiter } from '../system/limiter';
import type { ImageAccess } from './image-access';
import { referenceProblem, withDefaultTag } from './image-reference';
import { credentialsFor, type PullCredentials } from './pull-secrets';
import { withRegistryHint } from './silent-registry';

/** What is to be there for a container, or without a name for the pod. */
export type WantedImage = Pick<Container, 'name' | 'image' | 'imagePullPolicy'>;

export interface ImageManager {
  /** The image, pulled if its policy wants that. Throws ContainerProblem, after telling the pod's events. */
  ensure(
    pod: Pod,
    wanted: WantedImage,
    o: { pullSecrets: readonly Secret[]; signal: AbortSignal },
  ): Promise<RuntimeImage>;
  forget(podUid: string): void;
}

const PARALLEL_PULLS = 4;

export function createImageManager({
  runtime,
  access,
  events,
  clock,
}: {
  runtime: ContainerRuntime;
  access: ImageAccess;
  events: PodEvents;
  clock: Clock;
}): ImageManager {
  const backoff = createKeyedBackoff({ initialMs: 10_000, maxMs: 300_000, clock });
  const lastProblems = new Map<string, string>();
  const inTurn = createLimiter(PARALLEL_PULLS);

  return {
    async ensure(pod, wanted, { pullSecrets, signal }) {
      const tell = (type: 'Normal' | 'Warning', reason: string, message: string) =>
        wanted.name === undefined
          ? events.pod(pod, type, reason, message)
          : events.container(pod, wanted, type, reason, message);
      const image = withDefaultTag(wanted.image ?? '');
      const shown = wanted.image ?? '';
      const invalid = referenceProblem(shown);
      if (invalid !== undefined) {
        const message = `Failed to apply default image tag "${shown}": couldn't parse image name "${shown}": ${invalid}`;
        tell('Warning', 'InspectFailed', message);
        throw new ContainerProblem('InvalidImageName', message);
      }
      const policy = wanted.imagePullPolicy ?? (image.endsWith(':latest') ? 'Always' : 'IfNotPresent');
      const present = policy === 'Always' ? undefined : await inspect(image);
      const credentials = credentialsFor(image, pullSecrets);
      const secrets = credentials.map(({ secret }) => secret);
      if (present && (await access.mayUse(image, present.id, secrets))) {
        tell(
          'Normal',
          'Pulled',
          `Container image "${shown}" already present on machine and can be accessed by the pod`,
        );
        return present;
      }
      if (policy === 'Never') {
        const message = `Container image "${shown}" is not present with pull policy of Never`;
        tell('Warning', 'ErrImageNeverPull', message);
        throw new ContainerProblem('ErrImageNeverPull', message);
      }
      const key = `${pod.metadata?.uid}/${image}`;
      const waitMs = backoff.remainingMs(key, backoff.lastFailureMs(key));
      if (waitMs > 0) {
        const message = `Back-off pulling image "${shown}"`;
        tell('Normal', 'BackOff', message);
        throw new ContainerProblem(
          'ImagePullBackOff',
          `${message}: ErrImagePull: ${lastProblems.get(key) ?? ''}`,
          waitMs,
        );
      }
      const startedMs = clock.monotonicMs();
      tell('Normal', 'Pulling', `Pulling image "${shown}"`);
      try {
        const { image: pulled, tookMs } = await inTurn(() => pull(image, credentials, signal));
        const total = formatDuration(Math.round(clock.monotonicMs() - startedMs));
        tell(
          'Normal',
          'Pulled',
          `Successfully pulled image "${shown}" in ${formatDuration(tookMs)} (${total} including waiting). Image size: ${pulled.sizeBytes} bytes.`,
        );
        backoff.reset(key);
        lastProblems.delete(key);
        return pulled;
      } catch (error) {
        if (signal.aborted) throw error;
        const message = withRegistryHint((error as Error).message);
        backoff.next(key, clock.now().getTime());
        lastProblems.set(key, message);
        tell('Warning', 'Failed', `Failed to pull image "${shown}": ${message}`);
        throw new ContainerProblem('ErrImagePull', message, backoff.delayMs(key));
      }
    },
    forget(podUid) {
      backoff.forget(`${podUid}/`);
      for (const key of lastProblems.keys()) if (key.startsWith(`${podUid}/`)) lastProblems.delete(key);
    },
  };

  async function inspect(image: string): Promise<RuntimeImage | undefined> {
    try {
      return await runtime.image(image);
    } catch (error) {
      throw new ContainerProblem(
        'ImageInspectError',
        `Failed to inspect image "${image}": ${(error as Error).message}`,
      );
    }
  }

  /** What nobody needs to know of images that are gone. */
  async function forgetRemoved(): Promise<void> {
    await access.keepOnly(new Set((await runtime.listImages()).map(({ id }) => id)));
  }

  async function pull(
    image: string,
    credentials: readonly PullCredentials[],
    signal: AbortSignal,
  ): Promise<{ image: RuntimeImage; tookMs: number }> {
    await access.pulling(image);
    try {
      const { secret, ...pulled } = await pullWithAny(image, credentials, signal);
      await access.pulled(image, pulled.image.id, secret);
      await forgetRemoved().catch(() => undefined); // with the next pull then
      return pulled;
    } catch (error) {
      await access.failed(image);
      throw error;
    }
  }

  /** Tries each of the credentials, and none if there are none. */
  async function pullWithAny(
    image: string,
    credentials: readonly PullCredentials[],
    signal: AbortSignal,
  ): Promise<{ image: RuntimeImage; tookMs: number; secret?: PullCredentials['secret'] }> {
    const startedMs = clock.monotonicMs();
    const problems: Error[] = [];
    for (const one of credentials.length > 0 ? credentials : [undefined]) {
      try {
        const reference = await runtime.pullImage(image, one?.login, signal);
        const pulled = (await runtime.image(reference)) ?? (await runtime.image(image));
        if (!pulled) throw new Error(`image "${image}" is not on the node although it was pulled`);
        return { image: pulled, tookMs: Math.round(clock.monotonicMs() - startedMs), secret: one?.secret };
      } catch (error) {
        if (signal.aborted) throw error;
        problems.push(error as Error);
      }
    }
    throw problems.length === 1 ? problems[0] : new Error(`[${problems.map(({ message }) => message).join(', ')}]`);
  }
}
