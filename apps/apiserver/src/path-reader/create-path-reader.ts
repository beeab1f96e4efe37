import { newBadRequest, stringifyJson } from '@kubets/apimachinery';
import { signalOf } from '@kubets/component';
import type { Aggregator } from '../aggregation/aggregator';
import { createSelection } from '../cache/selection';
import { checkListOptions } from '../pipeline/list-options';
import type { PathReader } from '../pipeline/path-reader';
import { listObjects } from '../pipeline/read';
import type { ResourceRequest } from '../pipeline/request';
import { apiVersionIn, type RequestScope } from '../pipeline/request-scope';
import { listKindOf } from '../registry/resource';
import { listOptionsOf } from '../rest/query-options';
import { parseRequestPath } from '../rest/request-path';
import { parseRequestTarget, queryParameters } from '../rest/request-target';
import { notFoundPath } from '../rest/route-checks';
import type { LiveApi } from '../served-api';

/** Reads what extensions serve, and what is computed: whoever reads it need not know which of the two it is. */
export function createPathReader({
  scope,
  api,
  aggregator,
}: {
  scope: RequestScope;
  api: LiveApi;
  aggregator: Pick<Aggregator, 'serves' | 'read'>;
}): PathReader {
  return async (path, admit) => {
    const target = parseRequestTarget(path);
    const query = queryParameters(target.query);
    const asked = parseRequestPath('GET', target.path ?? '', query);
    if (asked.path === '') throw newBadRequest('400 Bad Request');
    const context = await admit(asked);
    const { group, version, resource, namespace, verb } = asked;
    if (asked.isResourceRequest && aggregator.serves(group, version))
      return aggregator.read(group, version, { path, user: context.user, signal: signalOf(context.signal) });
    const found = api.now().registry.find(group, version, resource);
    if (found?.kind !== 'stored' || !found.definition.computed || verb !== 'list') throw notFoundPath();
    const { definition, version: served } = found;
    const request = { ...context, verb, definition, version: served, namespace, name: '', subresource: '' };
    return listText(scope, request, query);
  };
}

async function listText(scope: RequestScope, request: ResourceRequest, query: URLSearchParams): Promise<string> {
  const { definition, version, namespace } = request;
  const options = checkListOptions(listOptionsOf(query), false);
  const { labelSelector, fieldSelector } = options;
  const selection = createSelection(definition, { version, namespace, labelSelector, fieldSelector });
  const { items } = await listObjects(scope, request, selection, options);
  const head = { kind: listKindOf(definition), apiVersion: apiVersionIn(definition, version), metadata: {} };
  return stringifyJson({ ...head, items: items.map(({ object }) => object) });
}
