import { nameOf, uidOf, type KubeObject } from '@kubets/apimachinery';
import { follow } from '../cluster/follow';
import { objectFormat } from '../cluster/formats';
import { listPath } from '../cluster/paths';
import { containersOf } from '../editing/containers-of';
import { editableYaml } from '../editing/editable-yaml';
import type { Run } from './operation';
import { tellStale } from './table';

export const runObject: Run<'object'> = async ({ namespace, name, ...resource }, context) => {
  const { answer, api, signal, clock } = context;
  const tell = (object: KubeObject) => {
    const { kind = '' } = object;
    const containers = kind === 'Pod' ? { containers: containersOf(object) } : {};
    answer({ type: 'object', yaml: editableYaml(object), uid: uidOf(object), kind, ...containers });
  };
  let kind: { apiVersion?: string; kind?: string } = {};
  await follow<KubeObject>(
    {
      api,
      path: listPath(resource, namespace),
      selectors: { fieldSelector: `metadata.name=${name}` },
      format: {
        ...objectFormat((object) => ({ ...kind, ...object })),
        // Objects of a list do not say of what kind they are.
        onList: ({ apiVersion, kind: listKind }) =>
          (kind = { apiVersion: String(apiVersion), kind: String(listKind).replace(/List$/, '') }),
      },
      most: 1,
      signal,
      clock,
    },
    {
      onList(entries) {
        const [found] = entries;
        if (found && nameOf(found[1]) === name) tell(found[1]);
        else answer({ type: 'gone' });
      },
      onSet: (_, object) => tell(object),
      onGone: () => answer({ type: 'gone' }),
      onStale: tellStale(context),
    },
  );
};
