import { newInvalid } from '@kubets/apimachinery';
import type { Namespace } from '@kubets/proto-gen/core/v1';
import { beforeUpdate } from '../pipeline/before-update';
import { assertName } from '../pipeline/decode-incoming';
import { guaranteedUpdate } from '../pipeline/guaranteed-update';
import { validateFinalizers } from '../resources/namespaces/validation';
import type { ObjectSubresource, SubresourceDescription } from '../pipeline/subresource';
import { inTurns } from '../pipeline/turns';
import { decodeSubresourceBody } from './subresource-body';

const DESCRIPTION: SubresourceDescription = {
  name: 'finalize',
  kind: 'Namespace',
  group: '',
  version: 'v1',
  verbs: ['update'],
  message: 'kubets.core.v1.Namespace',
};

/** `namespaces/finalize`: the only way to change a namespace's spec.finalizers, taken when the last content is gone. */
export const finalizeSubresource: ObjectSubresource = {
  description: DESCRIPTION,
  async update(scope, request) {
    const sent = await inTurns(decodeSubresourceBody<Namespace>(request, DESCRIPTION));
    assertName(sent, request);
    const errors = validateFinalizers(sent);
    if (errors.length > 0) throw newInvalid({ group: '', kind: 'Namespace' }, request.name, errors);
    const { stored } = await guaranteedUpdate(scope, request, {
      dryRun: request.options.dryRun,
      async tryUpdate(old) {
        const wanted = old.copy() as Namespace;
        wanted.metadata!.resourceVersion = sent.metadata?.resourceVersion ?? '';
        wanted.spec = { ...wanted.spec, finalizers: sent.spec?.finalizers ?? [] };
        return beforeUpdate(scope, request, { old, wanted });
      },
    });
    return { code: 200, object: stored.object };
  },
};
