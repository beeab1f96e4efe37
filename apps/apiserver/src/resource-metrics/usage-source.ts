import type { Agent } from 'node:https';
import type { Logger } from '@kubets/component';
import type { ObjectReader } from '../registry/object-reader';
import { boundedText } from '../tunnel/bounded-text';
import { kubeletOf } from '../tunnel/kubelet-location';
import { openUpstream } from '../tunnel/upstream';
import { parseSamples } from './parse-samples';
import { createUsageHistory, type UsageHistory } from './usage-history';

export interface UsageSource {
  /** What is known when there is something to know: who asks first waits until all nodes were asked twice. */
  usage(signal: AbortSignal): Promise<Pick<UsageHistory, 'ofNode' | 'ofPod'>>;
}

export interface UsageSourceOptions {
  reader: ObjectReader;
  /** Connects to kubelets. */
  kubeletAgent: Agent;
  logger: Pick<Logger, 'info'>;
  signal: AbortSignal;
}

const NODES = { group: '', plural: 'nodes' };
const PATH = '/metrics/resource';
const ROUND_MS = 15_000;
/** Between the first two rounds, for which somebody waits. */
const FIRST_WINDOW_MS = 3_000;
/** Nobody is interested any more. */
const IDLE_MS = 300_000;
const AT_ONCE = 20;
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;
const OK = 200;

/** Asks all kubelets what is used, every 15 s for as long as somebody wants to know. */
export function createUsageSource({ reader, kubeletAgent, logger, signal }: UsageSourceOptions): UsageSource {
  const history = createUsageHistory();
  let askedAtMs = -Infinity;
  let running: Promise<void> | undefined;

  async function askNode(name: string): Promise<void> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const upstream = { scheme: 'https' as const, ...kubeletOf(reader, name), path: PATH, agent: kubeletAgent };
    const answer = await openUpstream(upstream, { headers: { accept: 'text/plain' }, signal: within });
    const text = await boundedText(answer, MAX_BYTES);
    if (answer.statusCode !== OK) throw new Error(`the kubelet answered ${answer.statusCode}`);
    history.add(name, parseSamples(text));
  }

  async function round(): Promise<void> {
    const names = reader.list(NODES).map(({ metadata }) => metadata?.name ?? '');
    history.keepOnly(new Set(names));
    const rest = names.values();
    const work = async () => {
      for (const name of rest)
        await askNode(name).catch((error: Error) => {
          if (!signal.aborted) logger.info({ node: name, reason: error.message }, 'A node does not tell what is used');
        });
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, names.length) }, work));
  }

  /** Resolves when there is something to tell, and goes on. */
  async function begin(): Promise<void> {
    await round();
    await pause(FIRST_WINDOW_MS, signal);
    await round();
    void goOn();
  }

  async function goOn(): Promise<void> {
    while (!signal.aborted && performance.now() - askedAtMs < IDLE_MS) {
      await pause(ROUND_MS, signal);
      await round();
    }
    running = undefined;
  }

  return {
    async usage(gone) {
      askedAtMs = performance.now();
      running ??= begin();
      await Promise.race([running, new Promise((resolve) => gone.addEventListener('abort', resolve, { once: true }))]);
      return history;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    timer.unref();
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
