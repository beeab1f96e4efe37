import type { Selector } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** What a pod does where nothing runs. What is not said is what a pod does that is well. */
export interface PodBehaviour {
  /** How long its containers run before they are ready; at once unless given. */
  readyAfterMs?: number;
  /** Why its containers do not start, as in `ImagePullBackOff`; they start unless given. */
  waiting?: string;
  /**
   * How long its containers run before they end. Those of pods that are restarted always do not end unless it is given, those
   * of others end at once.
   */
  exitAfterMs?: number;
  /** What they end with; 0 unless given. */
  exitCode?: number;
  /** How long it takes to end when it is deleted; no time unless given. */
  terminatesAfterMs?: number;
  /** What `kubectl logs` shows. */
  logs?: string;
  /** Answers HTTP requests to any of its ports. */
  http?(request: Request): Response | Promise<Response>;
}

/** Which pods; those of every namespace, and all of them, unless it is said. */
export interface PodSelection {
  namespace?: string;
  /** As kubectl's `-l`. */
  labelSelector?: string;
}

/** What the pods of whom do; the first that fits counts. */
export interface PodRule {
  namespace?: string;
  matches: Selector;
  behaviour: PodBehaviour | ((pod: Pod) => PodBehaviour);
}

/** By these annotations a pod says itself what it does: for tests that are not written in JavaScript. */
const BEHAVIOUR_ANNOTATIONS = {
  readyAfterMs: 'testing.kubets.dev/ready-after-ms',
  waiting: 'testing.kubets.dev/waiting',
  exitAfterMs: 'testing.kubets.dev/exit-after-ms',
  exitCode: 'testing.kubets.dev/exit-code',
  terminatesAfterMs: 'testing.kubets.dev/terminates-after-ms',
  logs: 'testing.kubets.dev/logs',
} as const;

const NUMBERS = ['readyAfterMs', 'exitAfterMs', 'exitCode', 'terminatesAfterMs'] as const;
const TEXTS = ['waiting', 'logs'] as const;

/** What a pod does: what its annotations say, then what the first rule says that fits. */
export function behaviourOf(pod: Pod, rules: readonly PodRule[]): PodBehaviour {
  const { namespace, labels = {} } = pod.metadata ?? {};
  const rule = rules.find((one) => (!one.namespace || one.namespace === namespace) && one.matches.matches(labels));
  const told = typeof rule?.behaviour === 'function' ? rule.behaviour(pod) : rule?.behaviour;
  return { ...told, ...annotated(pod) };
}

function annotated({ metadata }: Pod): PodBehaviour {
  const annotations = metadata?.annotations ?? {};
  const behaviour: PodBehaviour = {};
  for (const name of TEXTS) {
    const text = annotations[BEHAVIOUR_ANNOTATIONS[name]];
    if (text !== undefined) behaviour[name] = text;
  }
  for (const name of NUMBERS) {
    const text = annotations[BEHAVIOUR_ANNOTATIONS[name]];
    // What is no number says nothing.
    if (text !== undefined && /^\d{1,9}$/.test(text)) behaviour[name] = Number(text);
  }
  return behaviour;
}
