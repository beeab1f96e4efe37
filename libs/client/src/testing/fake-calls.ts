import type { KubeObject } from '@kubets/apimachinery';
import type { ObjectPatch } from '../resource-client';

/** One recorded call, for asserting what was and was not written. */
export interface FakeCall {
  verb:
    | 'get'
    | 'list'
    | 'watch'
    | 'create'
    | 'update'
    | 'updateStatus'
    | 'patch'
    | 'delete'
    | 'deleteCollection'
    | 'bind'
    | 'evict'
    | 'createToken'
    | 'finalize'
    | 'updateApproval'
    | 'getScale'
    | 'updateScale';
  resource: string;
  namespace?: string;
  name?: string;
  object?: KubeObject;
  patch?: ObjectPatch;
}

type Match = Pick<FakeCall, 'verb' | 'resource' | 'name'>;

/** Records writes and makes chosen calls fail. */
export interface FakeCalls {
  readonly recorded: FakeCall[];
  failNext(match: Match, error: Error, times?: number): void;
  /** Runs the call unless it is to fail; successful writes are recorded. */
  run<R>(call: FakeCall, effect: () => R): R;
}

const reads = new Set<FakeCall['verb']>(['get', 'list', 'watch', 'getScale']);

export function createFakeCalls(): FakeCalls {
  const recorded: FakeCall[] = [];
  const failures: { match: Match; error: Error; left: number }[] = [];
  return {
    recorded,
    failNext: (match, error, times = 1) => void failures.push({ match, error, left: times }),
    run(call, effect) {
      const failure = failures.find(
        ({ match, left }) =>
          left > 0 &&
          match.verb === call.verb &&
          match.resource === call.resource &&
          (match.name ?? call.name) === call.name,
      );
      if (failure) {
        failure.left--;
        throw failure.error;
      }
      const result = effect();
      if (!reads.has(call.verb)) recorded.push(structuredClone(call));
      return result;
    },
  };
}
