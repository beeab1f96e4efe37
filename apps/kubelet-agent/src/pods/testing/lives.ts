import type { Pod } from '@kubets/proto-gen/core/v1';
import { advanceLife, NEW_LIFE, type Look, type PodEvent, type PodLife, type Transition } from '../pod-life';

const NOW = Date.parse('2026-01-01T00:01:00Z');
export const pod = (o: { deleted?: number; deadline?: number; started?: boolean } = {}): Pod => ({
  metadata: {
    name: 'p',
    namespace: 'd',
    uid: 'u',
    ...(o.deleted !== undefined
      ? { deletionTimestamp: '2026-01-01T00:00:30Z', deletionGracePeriodSeconds: o.deleted }
      : {}),
  },
  spec: { terminationGracePeriodSeconds: 20, ...(o.deadline ? { activeDeadlineSeconds: o.deadline } : {}) },
  ...(o.started ? { status: { startTime: '2026-01-01T00:00:00Z' } } : {}),
});
export const look = (o: Partial<Look> = {}): Look => ({
  nowMs: NOW,
  hasSandbox: false,
  runs: false,
  stopping: false,
  blocked: false,
  ...o,
});
export const life = (o: Partial<PodLife> = {}): PodLife => ({
  ...NEW_LIFE,
  pod: pod(),
  admitted: true,
  look: look(),
  ...o,
});
export const terminating = (o: Partial<PodLife> = {}): PodLife => life({ stage: 'terminating', ...o });
export const terminated = (o: Partial<PodLife> = {}): PodLife => life({ stage: 'terminated', ...o });

export const stop: Transition['actions'] = [{ do: 'abort-step' }, { do: 'wake' }, { do: 'hurry' }];
export const evicted = { reason: 'Evicted', message: 'too much' };
export const disrupted = { reason: 'Evicted', message: 'low on memory', isDisruption: true };
export const refusal = { reason: 'OutOfcpu', message: 'no room' };
export const late = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

export interface Case {
  name: string;
  before: PodLife;
  event: PodEvent;
  /** What of the life changes. */
  becomes?: Partial<PodLife>;
  actions?: Transition['actions'];
  step?: Transition['step'];
}

export const observed = (o: Partial<Look> = {}): PodEvent => ({ type: 'observed', look: look(o) });

/** Each group of cases is a block of tests. */
export function testLives(groups: Array<[string, Case[]]>): void {
  describe.each(groups)('%s', (_, cases) => {
    test.each(cases)('$name', ({ before, event, becomes = {}, actions = [], step }) => {
      expect(advanceLife(before, event)).toEqual({ life: { ...before, ...becomes }, actions, step });
    });
  });
}
