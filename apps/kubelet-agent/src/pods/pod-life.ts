import { isTerminalPhase } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { toSeconds } from '@kubets/proto-gen/int64';
import type { Verdict } from '../status/verdict';
import { gracePeriodSeconds } from './grace-period';

/** Takes the pod off the node: at once, or with so much time of its grace period at most. */
export interface Eviction {
  /** Evicted unless given, which an event tells of, too. */
  reason?: string;
  message: string;
  graceSeconds?: number;
  isDisruption?: boolean;
}

/** running: to be brought up and kept up. terminating: being stopped. terminated: nothing runs, traces are left. gone: nothing is left. */
export type Stage = 'running' | 'terminating' | 'terminated' | 'gone';

/** What the last look at the runtime and the clock showed. */
export interface Look {
  nowMs: number;
  /** RFC 3339; undefined before the pod was first published. */
  startTime?: string;
  hasSandbox: boolean;
  /** A container or sandbox runs. */
  runs: boolean;
  /** The stopping of what runs is under way. */
  stopping: boolean;
  /** Another pod that is being stopped still has what this one needs. */
  blocked: boolean;
}

export interface PodLife {
  stage: Stage;
  /** As the API has it; undefined for a pod that only the runtime knows. */
  pod?: Pod;
  /** The API does not have it any more. */
  apiGone: boolean;
  /** What is left of its grace period, in seconds, when it is evicted. */
  evictedWithin?: number;
  /** The node has taken the pod, or refused it. */
  admitted: boolean;
  verdict?: Verdict;
  look?: Look;
}

export const NEW_LIFE: PodLife = { stage: 'running', apiGone: false, admitted: false };

/** The first four come from outside, at any time; a turn and the outcomes of its steps come one after the other. `hurried`: what runs was looked at while a step takes its time. */
export type PodEvent =
  | { type: 'updated'; pod: Pod }
  | { type: 'removed' }
  | ({ type: 'evicted' } & Eviction)
  | { type: 'hurried' }
  | { type: 'turn' }
  | { type: 'observed'; look: Look }
  | { type: 'admitted'; refusal?: Verdict }
  | { type: 'published'; phase?: string }
  | { type: 'synced'; finished: boolean; progressed: boolean; retryAfterMs?: number }
  | { type: 'released' }
  | { type: 'cleaned-up' }
  | { type: 'deleted' }
  | { type: 'traces-removed' };

/** Done at once, in order. */
export type PodAction =
  /** A turn now, or after a time. */
  | { do: 'wake'; afterMs?: number }
  /** The step under way is to give up. */
  | { do: 'abort-step' }
  /** What runs does not wait for a step that takes its time, even to notice that it is aborted. */
  | { do: 'hurry' }
  | { do: 'hold-objects' }
  | { do: 'assume-past' }
  | { do: 'event'; type: 'Normal' | 'Warning'; verdict: Verdict }
  | { do: 'stop-liveness' }
  /** Shows the API a pod of which nothing will run any more; `final`: nor does anything run now. */
  | { do: 'publish-end'; final: boolean }
  | { do: 'stop'; graceSeconds: number; abrupt: boolean };

/** Takes its time, and its outcome is the next event of the turn; a turn ends where no step follows. */
export type PodStep =
  | { do: 'observe' }
  | { do: 'admit'; fresh: boolean }
  | { do: 'publish' }
  | { do: 'sync' }
  /** Shows the API what a step of syncing has changed; no event follows. */
  | { do: 'publish-progress' }
  /** Has drivers take back the devices of a pod of which nothing runs any more; before that the API does not hear of its end. */
  | { do: 'release-devices' }
  | { do: 'clean-up' }
  | { do: 'delete' }
  | { do: 'remove-traces' };

export interface Transition {
  life: PodLife;
  actions: readonly PodAction[];
  step?: PodStep;
}

const IN_THE_WAY_MS = 100;

/** What becomes of a pod when something happens, and what is to be done about it. */
export function advanceLife(life: PodLife, event: PodEvent): Transition {
  switch (event.type) {
    case 'updated':
      return updated({ ...life, pod: event.pod });
    case 'removed':
      return terminate({ ...life, apiGone: true });
    case 'evicted':
      return evicted(life, event);
    case 'hurried':
      return { life, actions: [stopOf(life)] };
    case 'turn':
      return turn(life);
    case 'observed':
      return observed({ ...life, look: event.look }, event.look);
    case 'admitted':
      return admitted(life, event.refusal);
    case 'published':
      return published(life, event.phase);
    case 'synced':
      return synced(life, event);
    case 'released':
      return { life, actions: endOf(life, true), step: { do: 'clean-up' } };
    case 'cleaned-up':
      if (life.pod?.metadata?.deletionTimestamp && !life.apiGone) return { life, actions: [], step: { do: 'delete' } };
      return life.apiGone ? { life, actions: [], step: { do: 'remove-traces' } } : nothing(life);
    case 'deleted':
      return { life: { ...life, apiGone: true }, actions: [], step: { do: 'remove-traces' } };
    case 'traces-removed':
      return nothing({ ...life, stage: 'gone' });
  }
}

const nothing = (life: PodLife): Transition => ({ life, actions: [] });

function updated(life: PodLife): Transition {
  const deleted = life.pod?.metadata?.deletionTimestamp !== undefined;
  if (life.stage === 'running' && deleted) return terminate(life);
  return { life, actions: [...(life.stage === 'running' ? [{ do: 'hold-objects' } as const] : []), ...hurry(life)] };
}

function evicted(life: PodLife, { reason, message, graceSeconds, isDisruption }: Eviction): Transition {
  // One that is being stopped has as much time at most.
  if (life.pod && life.stage === 'terminating' && graceSeconds !== undefined) {
    const evictedWithin = Math.min(graceSeconds, life.evictedWithin ?? Infinity);
    return { life: { ...life, evictedWithin }, actions: hurry(life) };
  }
  if (!life.pod || life.stage !== 'running' || life.verdict) return nothing(life);
  const verdict: Verdict = { reason: reason ?? 'Evicted', message, ...(isDisruption ? { isDisruption } : {}) };
  const event: PodAction[] = reason === undefined ? [{ do: 'event', type: 'Warning', verdict }] : [];
  return terminate({ ...life, verdict, evictedWithin: graceSeconds ?? 0 }, event);
}

function terminate(life: PodLife, before: readonly PodAction[] = []): Transition {
  const next: PodLife = life.stage === 'running' ? { ...life, stage: 'terminating' } : life;
  return { life: next, actions: [...before, { do: 'abort-step' }, ...hurry(next)] };
}

const hurry = ({ stage }: PodLife): PodAction[] => [
  { do: 'wake' },
  ...(stage === 'terminating' ? [{ do: 'hurry' } as const] : []),
];

const stopOf = ({ pod, apiGone, evictedWithin }: PodLife): PodAction => ({
  do: 'stop',
  graceSeconds: gracePeriodSeconds(pod, apiGone ? 0 : evictedWithin),
  abrupt: apiGone,
});

function turn(life: PodLife): Transition {
  if (life.stage === 'gone') return nothing(life);
  if (life.stage === 'running' && !life.pod) return terminate(life);
  return { life, actions: life.stage === 'terminating' ? [{ do: 'stop-liveness' }] : [], step: { do: 'observe' } };
}

const endOf = ({ pod }: PodLife, final: boolean): PodAction[] => (pod ? [{ do: 'publish-end', final }] : []);

function observed(life: PodLife, look: Look): Transition {
  switch (life.stage) {
    case 'running':
      if (life.admitted) return decided(life);
      return {
        life,
        actions: [{ do: 'assume-past' }],
        step: { do: 'admit', fresh: !look.hasSandbox && !life.pod?.status?.startTime },
      };
    case 'terminating':
      if (look.runs || look.stopping) return { life, actions: [...endOf(life, false), stopOf(life)] };
      return { life: { ...life, stage: 'terminated' }, actions: [...endOf(life, false), { do: 'wake' }] };
    case 'terminated':
      return { life, actions: [], step: { do: 'release-devices' } };
    case 'gone':
      return nothing(life);
  }
}

function admitted(life: PodLife, refusal: Verdict | undefined): Transition {
  if (life.stage !== 'running') return nothing(life);
  const event: PodAction[] = refusal ? [{ do: 'event', type: 'Warning', verdict: refusal }] : [];
  return decided({ ...life, admitted: true, verdict: refusal }, event);
}

/** The deadline counts from the start, once there was one. */
function decided(life: PodLife, before: readonly PodAction[] = []): Transition {
  const deadline = life.pod?.spec?.activeDeadlineSeconds;
  const step: PodStep = { do: 'publish' };
  if (life.verdict || deadline === undefined || !life.look) return { life, actions: before, step };
  const { startTime, nowMs } = life.look;
  const leftMs = toSeconds(deadline) * 1000 - (startTime ? nowMs - Date.parse(startTime) : 0);
  if (!startTime || leftMs > 0) return { life, actions: [...before, { do: 'wake', afterMs: leftMs }], step };
  const verdict = {
    reason: 'DeadlineExceeded',
    message: 'Pod was active on the node longer than the specified deadline',
  };
  return { life: { ...life, verdict }, actions: [...before, { do: 'event', type: 'Normal', verdict }], step };
}

function published(life: PodLife, phase: string | undefined): Transition {
  if (life.stage !== 'running') return nothing(life);
  if (isTerminalPhase(phase)) return terminate(life);
  if (life.look?.blocked) return { life, actions: [{ do: 'wake', afterMs: IN_THE_WAY_MS }] };
  return { life, actions: [], step: { do: 'sync' } };
}

function synced(
  life: PodLife,
  { finished, progressed, retryAfterMs }: Extract<PodEvent, { type: 'synced' }>,
): Transition {
  if (life.stage !== 'running') return nothing(life);
  if (finished) return terminate(life);
  const actions: PodAction[] = [
    ...(progressed ? [{ do: 'wake' } as const] : []),
    ...(retryAfterMs !== undefined ? [{ do: 'wake', afterMs: retryAfterMs } as const] : []),
  ];
  return progressed || retryAfterMs !== undefined
    ? { life, actions, step: { do: 'publish-progress' } }
    : { life, actions };
}
