import { runApply } from './apply';
import { runRemove, runRestart, runScale } from './change';
import { runExec } from './exec';
import { runKinds } from './kinds';
import { runLogs } from './logs';
import { runObject } from './object';
import type { Run, VisitorOperation } from './operation';
import { runPicture } from './picture';
import { runRollout, runUndo } from './rollout';
import { runTable } from './table';
import { runTraffic } from './traffic';
import { runWhy } from './why';

/** What a visitor who is logged in may ask for; the API server decides whether it may be had. */
export const operations: { readonly [O in VisitorOperation]: Run<O> } = {
  kinds: runKinds,
  table: runTable,
  object: runObject,
  picture: runPicture,
  traffic: runTraffic,
  apply: runApply,
  remove: runRemove,
  scale: runScale,
  restart: runRestart,
  why: runWhy,
  rollout: runRollout,
  undo: runUndo,
  logs: runLogs,
  exec: runExec,
};
