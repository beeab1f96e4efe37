import { isControlledBy, type KubeObject } from '@kubets/apimachinery';
import type { ControllerRevision } from '@kubets/proto-gen/apps/v1';
import { createWrittenObjects } from '../addresses/written-objects';
import type { ControllerContext } from '../controllers/controller-context';
import { createOwnedObjects } from './owned-objects';
import type { OwnerKind } from './owner-kind';
import { recordState, truncateHistory, type RecordedState, type RevisionState } from './revision-history';

/** The states of a kind's objects. What is written here is part of the history at once, however late the cache shows it. */
export interface OwnedRevisions<O extends KubeObject> {
  /** After adopting the orphans that the owner selects. */
  history(owner: O): Promise<ControllerRevision[]>;
  /** As {@link recordState}. */
  record(history: readonly ControllerRevision[], state: RevisionState): Promise<RecordedState>;
  /** As {@link truncateHistory}. */
  truncate(
    history: readonly ControllerRevision[],
    limits: { limit: number; isLive(revision: ControllerRevision): boolean },
  ): Promise<void>;
}

export function createOwnedRevisions<O extends KubeObject>(
  kind: OwnerKind<O>,
  { client, informers, clock }: Pick<ControllerContext, 'client' | 'informers' | 'clock'>,
): OwnedRevisions<O> {
  const revisions = client.controllerRevisions;
  const owned = createOwnedObjects({ kind, client: revisions, informer: informers.controllerRevisions });
  const written = createWrittenObjects(informers.controllerRevisions, clock);
  const writer = {
    get: revisions.get,
    create: (revision: ControllerRevision) => written.noted(revisions.create(revision)),
    update: (revision: ControllerRevision) => written.noted(revisions.update(revision), revision),
    async delete(...[ref, options]: Parameters<typeof revisions.delete>) {
      const gone = await revisions.delete(ref, options);
      written.deleted(gone);
      return gone;
    },
  };

  return {
    history: async (owner) => written.latest(await owned.claim(owner), (revision) => isControlledBy(revision, owner)),
    record: (history, state) => recordState(writer, history, state),
    truncate: (history, limits) => truncateHistory(writer, history, limits),
  };
}
