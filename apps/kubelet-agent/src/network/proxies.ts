import { isConditionTrue, nodeAddresses } from '@kubets/api';
import type { Clock, Logger } from '@kubets/component';
import { joinHostPort } from '@kubets/net';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { get } from 'node:http';

/** Where every node's proxy answers questions: the port of its health checks. */
const PROXY_PORT = 10256;
const LONGEST_POLICY_WAIT_SECONDS = 10;
/** What is left of the grace period is the pod's own. */
const SHARE_OF_GRACE = 1 / 3;
/** Of one that serves until its successor does, whose start may take a while, that and as much again. */
const LONGER_FOR_SUCCESSOR = 2;
/** Requests under way when the last proxy turned elsewhere may still end. */
const SETTLE_MS = 1000;
const LEAST_GRACE_SECONDS = 1;
/** So long a pod's successor may take to come in sight: a pod that is not ready yet. If none has, none is expected. */
const SUCCESSOR_MS = 3000;

/** What a kubelet arranges with proxies: its own node's before a pod may send, all nodes' before a pod has to end. */
export interface Proxies {
  /** Resolves once the pod's addresses are under its NetworkPolicies; after a while anyway, for then the kernel drops what the pod sends. */
  enforced(addresses: readonly string[], signal: AbortSignal): Promise<void>;
  /** Resolves to the seconds that are left of the grace period once no proxy of a living node sends the pod new connections. */
  released(pod: Pod, addresses: readonly string[], graceSeconds: number): Promise<number>;
}

export interface ProxiesOptions {
  nodeIp: string;
  /** The longest time in which proxies may let go of a pod. */
  releaseTimeoutMs: number;
  nodes(): readonly Node[];
  ask?: typeof askProxy;
  clock: Clock;
  logger: Logger;
}

/** No proxy, or one that knows no such question, is no reason to wait. */
export type Answer = 'yes' | 'no' | 'nobody-there';

export function createProxies({
  nodeIp,
  releaseTimeoutMs,
  nodes,
  ask = askProxy,
  clock,
  logger,
}: ProxiesOptions): Proxies {
  const living = (): string[] => [
    ...new Set([
      nodeIp,
      ...nodes()
        .filter(isReady)
        .flatMap((node) => nodeAddresses(node, 'InternalIP').slice(0, 1)),
    ]),
  ];

  /** Which of the hosts do not say in that time that they let go of the address; the first answers are asked for at once. */
  async function using(
    hosts: readonly string[],
    question: { address: string; orLastResort: string },
    untilMs: number,
  ): Promise<{ atOnce: string[]; still: string[] }> {
    // One that does not even answer costs no more time than one that goes on sending.
    const leftMs = (): number => Math.max(0, untilMs - clock.monotonicMs());
    const late = new AbortController();
    const cancel = clock.after(leftMs(), () => late.abort());
    const thoseOf = async (asked: readonly string[], seconds: () => number): Promise<string[]> => {
      const answers = await Promise.all(asked.map((host) => ask(host, 'unused', question, seconds(), late.signal)));
      return asked.filter((_, index) => answers[index] === 'no');
    };
    const atOnce = await thoseOf(hosts, () => 0);
    const still = await thoseOf(atOnce, () => leftMs() / 1000);
    cancel();
    return { atOnce, still };
  }

  /** Whether any proxy had to be waited for. */
  async function unused(address: string, isReplaced: boolean, startedMs: number, limitMs: number): Promise<boolean> {
    const untilMs = startedMs + limitMs;
    if (!isReplaced) return (await using(living(), { address, orLastResort: 'true' }, untilMs)).atOnce.length > 0;
    const successorMs = Math.min(untilMs, startedMs + SUCCESSOR_MS);
    const { atOnce, still } = await using(living(), { address, orLastResort: 'false' }, successorMs);
    if (still.length > 0)
      await using(still, { address, orLastResort: 'true' }, startedMs + limitMs * LONGER_FOR_SUCCESSOR);
    return atOnce.length > 0;
  }

  return {
    async enforced(addresses, signal) {
      for (const address of addresses) {
        const answer = await ask(nodeIp, 'enforced', { address }, LONGEST_POLICY_WAIT_SECONDS, signal);
        if (answer === 'no' && !signal.aborted)
          logger.warn(
            { address },
            'The proxy has not made the policies of a pod yet; what the pod sends is dropped until then',
          );
      }
    },
    async released(pod, addresses, graceSeconds) {
      const limitMs = Math.min(releaseTimeoutMs, graceSeconds * SHARE_OF_GRACE * 1000);
      if (limitMs === 0 || pod.spec?.hostNetwork || graceSeconds <= LEAST_GRACE_SECONDS) return graceSeconds;
      const startedMs = clock.monotonicMs();
      const isReplaced = isReplacedFirst(pod);
      const waited = await Promise.all(addresses.map((address) => unused(address, isReplaced, startedMs, limitMs)));
      const untilMs = startedMs + limitMs * (isReplaced ? LONGER_FOR_SUCCESSOR : 1);
      if (waited.includes(true)) await clock.sleep(Math.min(SETTLE_MS, Math.max(0, untilMs - clock.monotonicMs())));
      const usedSeconds = (clock.monotonicMs() - startedMs) / 1000;
      if (waited.includes(true)) logger.debug({ pod: pod.metadata?.name, usedSeconds }, 'Proxies have let go of pod');
      return Math.max(LEAST_GRACE_SECONDS, Math.ceil(graceSeconds - usedSeconds));
    },
  };
}

const isReady = ({ status }: Node): boolean => isConditionTrue(status?.conditions, 'Ready');

/** Its controller makes another pod before this one has ended: as the last one it is worth waiting for that. */
function isReplacedFirst({ metadata }: Pod): boolean {
  const { kind } = metadata?.ownerReferences?.find(({ controller }) => controller) ?? {};
  return kind === 'ReplicaSet' || kind === 'ReplicationController';
}

/** Beyond the time that the proxy was given to answer. */
const ANSWER_MS = 2000;

/** Asks the proxy on that address, which answers when it is so, or after the time. Never rejects. */
export function askProxy(
  host: string,
  question: 'enforced' | 'unused',
  parameters: Record<string, string>,
  timeoutSeconds: number,
  signal?: AbortSignal,
): Promise<Answer> {
  const query = new URLSearchParams({ ...parameters, timeoutSeconds: timeoutSeconds.toFixed(3) });
  const url = `http://${joinHostPort({ host, port: PROXY_PORT })}/kubets/${question}?${query.toString()}`;
  const limit = AbortSignal.timeout(Math.ceil(timeoutSeconds * 1000 + ANSWER_MS));
  return new Promise((resolve) => {
    let isAnswered = false;
    const request = get(
      url,
      { agent: false, signal: signal ? AbortSignal.any([signal, limit]) : limit },
      (response) => {
        isAnswered = true;
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(0, 1000)));
        response
          .on('error', () => undefined)
          .once('close', () =>
            resolve(response.statusCode !== 200 ? 'nobody-there' : /"answer":\s*true/.test(text) ? 'yes' : 'no'),
          );
      },
    );
    request.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' ? 'nobody-there' : 'no'),
    );
    // Who switches protocols, which nobody asked for, ends the request without a word of it.
    request.once('close', () => isAnswered || resolve('no'));
  });
}
