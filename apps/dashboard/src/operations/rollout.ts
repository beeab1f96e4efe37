import { withoutTemplateHash } from '@kubets/api';
import { statusError } from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { follow } from '../cluster/follow';
import { objectFormat } from '../cluster/formats';
import { listPath, objectPath, withQuery } from '../cluster/paths';
import { FIELD_MANAGER } from '../editing/owned-fields';
import { revisionsOf } from '../rollout/revisions-of';
import type { Run } from './operation';
import { tellStale } from './table';

const REPLICA_SETS = { group: 'apps', version: 'v1', resource: 'replicasets' };
const DEPLOYMENTS = { ...REPLICA_SETS, resource: 'deployments' };
const MOST = 5000;

export const runRollout: Run<'rollout'> = async ({ namespace, name }, context) => {
  const { api, answer, signal, clock } = context;
  const known = new Map<string, ReplicaSet>();
  let last = '';
  const tell = () => {
    const revisions = revisionsOf(name, known.values());
    const text = JSON.stringify(revisions);
    if (text !== last) answer({ type: 'revisions', revisions });
    last = text;
  };
  await follow<ReplicaSet>(
    {
      api,
      path: listPath(REPLICA_SETS, namespace),
      format: objectFormat((object) => object as ReplicaSet),
      most: MOST,
      signal,
      clock,
    },
    {
      onList(entries, isFirst) {
        if (isFirst) known.clear();
        for (const [key, one] of entries) known.set(key, one);
        tell();
      },
      onSet(key, one) {
        known.set(key, one);
        tell();
      },
      onGone(key) {
        known.delete(key);
        tell();
      },
      onStale: tellStale(context),
    },
  );
};

export const runUndo: Run<'undo'> = async ({ namespace, name, replicaSet }, { api }) => {
  const from = await api.json<ReplicaSet>(objectPath({ ...REPLICA_SETS, namespace, name: replicaSet }));
  const [revision] = revisionsOf(name, [from]);
  if (!revision) throw statusError('BadRequest', `${replicaSet} is no ReplicaSet of ${name}`);
  const patch = [{ op: 'replace', path: '/spec/template', value: withoutTemplateHash(from.spec?.template) }];
  await api.json(withQuery(objectPath({ ...DEPLOYMENTS, namespace, name }), { fieldManager: FIELD_MANAGER }), {
    method: 'PATCH',
    contentType: 'application/json-patch+json',
    body: JSON.stringify(patch),
  });
};
