import { statusError } from '@kubets/apimachinery';
import { objectPath, withQuery } from '../cluster/paths';
import { FIELD_MANAGER } from '../editing/owned-fields';
import type { ObjectName } from '../protocol/resource';
import type { OperationContext, Run } from './operation';

export const runRemove: Run<'remove'> = async ({ uid, ...name }, { api }) => {
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', preconditions: { uid } };
  await api.json(objectPath(name), { method: 'DELETE', body: JSON.stringify(body) });
};

const MOST_REPLICAS = 10_000;

export const runScale: Run<'scale'> = async ({ replicas, ...name }, context) => {
  if (!Number.isInteger(replicas) || replicas < 0 || replicas > MOST_REPLICAS)
    throw statusError('BadRequest', `replicas ${replicas}: 0 to ${MOST_REPLICAS} are possible`);
  await merge(context, `${objectPath(name)}/scale`, { spec: { replicas } });
};

export const runRestart: Run<'restart'> = async (name: ObjectName, context) => {
  const annotations = { 'kubectl.kubernetes.io/restartedAt': context.clock.now().toISOString() };
  await merge(context, objectPath(name), { spec: { template: { metadata: { annotations } } } });
};

const merge = ({ api }: Pick<OperationContext, 'api'>, path: string, patch: unknown) =>
  api.json(withQuery(path, { fieldManager: FIELD_MANAGER }), {
    method: 'PATCH',
    contentType: 'application/merge-patch+json',
    body: JSON.stringify(patch),
  });
