import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { Answer, Column, Row } from '../../protocol/answers';
import type { Fact } from '../../protocol/facts';
import type { Operation, Requests } from '../../protocol/requests';
import type { TrafficEdge } from '../../protocol/traffic';
import type { Revision } from '../../protocol/way';
import { applyChanges } from './apply-changes';
import type { Failure } from './link';
import { useLink } from './link-context';

/** What has been told of a live request. */
export interface Live {
  columns: Column[];
  rows: Map<string, Row>;
  facts: Map<string, Fact>;
  traffic: Map<string, TrafficEdge>;
  object?: Extract<Answer, { type: 'object' }>;
  revisions?: Revision[];
  isGone: boolean;
  /** By what may not be read. */
  denied: Map<string, string>;
  /** Why it may be old. */
  stale: string;
  cut?: number;
  failure?: Failure;
  /** Whether anything was told yet. */
  isThere: boolean;
  /** Grows with each change: maps are changed in place. */
  version: number;
}

const nothing = (): Live => ({
  columns: [],
  rows: new Map(),
  facts: new Map(),
  traffic: new Map(),
  isGone: false,
  denied: new Map(),
  stale: '',
  isThere: false,
  version: 0,
});

/** Keeps what is told of a request for as long as the component is shown; undefined asks nothing. */
export function useLive<O extends Operation>(op: O, asked: Requests[O] | undefined): Live {
  const link = useLink();
  const state = useRef(nothing());
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const key = JSON.stringify(asked);
  const shownKey = useRef(key);
  if (shownKey.current !== key) {
    shownKey.current = key;
    state.current = nothing();
  }
  useEffect(() => {
    const live = nothing();
    state.current = live;
    if (!asked) return undefined;
    let frame = 0;
    const request = link.ask(
      op,
      asked,
      (answer) => {
        take(live, answer);
        live.version++;
        // Several answers are one picture.
        frame ||= requestAnimationFrame(() => {
          frame = 0;
          draw(undefined);
        });
      },
      true,
    );
    return () => {
      cancelAnimationFrame(frame);
      request.stop();
    };
  }, [link, op, key]);
  return state.current;
}

function take(live: Live, answer: Answer): void {
  switch (answer.type) {
    case 'columns':
      live.columns = answer.columns;
      break;
    case 'rows':
      applyChanges(live.rows, answer);
      live.isThere = true;
      break;
    case 'facts':
      applyChanges(live.facts, answer);
      live.isThere = true;
      break;
    case 'traffic':
      applyChanges(live.traffic, answer);
      live.isThere = true;
      break;
    case 'object':
      live.object = answer;
      live.isGone = false;
      live.isThere = true;
      break;
    case 'revisions':
      live.revisions = answer.revisions;
      live.isThere = true;
      break;
    case 'gone':
      live.isGone = true;
      live.isThere = true;
      break;
    case 'denied':
      live.denied.set(answer.what, answer.message);
      break;
    case 'stale':
      live.stale = answer.message;
      break;
    case 'cut':
      live.cut = answer.shown;
      break;
    case 'failed':
      live.failure = answer;
      live.isThere = true;
      break;
  }
}
