import { LEGACY_TOKEN } from '@kubets/api';
import { ignoreNotFound, isConflict, namespaceOf } from '@kubets/apimachinery';
import { createInformer, type Informer } from '@kubets/client';
import type { Secret, ServiceAccount } from '@kubets/proto-gen/core/v1';
import type { ControllerContext } from '../controller-context';

const informers = new WeakMap<object, Informer<Secret>>();

/**
 * The Secrets with tokens of ServiceAccounts, indexed by `account`. Theirs is an informer of its own, by a selector: no other
 * Secret's content comes into this process.
 */
export function tokenSecrets({ client, informers: shared, logger, clock }: ControllerContext): Informer<Secret> {
  const known = informers.get(shared);
  if (known) return known;
  const informer = createInformer<Secret>(client.secrets, {
    name: 'token secrets',
    fieldSelector: `type=${LEGACY_TOKEN.secretType}`,
    indexers: { account: (secret) => [`${namespaceOf(secret)}/${accountNameOf(secret)}`] },
    transform: ({ metadata: { managedFields: _managedFields, ...metadata } = {}, ...secret }) => ({
      ...secret,
      metadata,
    }),
    logger,
    clock,
  });
  informers.set(shared, informer);
  return informer;
}

export const accountNameOf = ({ metadata }: Secret): string => metadata?.annotations?.[LEGACY_TOKEN.accountName] ?? '';

/** Empty where the Secret does not say it: then the account of the name is meant, whichever it is. */
export const accountUidOf = ({ metadata }: Secret): string => metadata?.annotations?.[LEGACY_TOKEN.accountUid] ?? '';

/** Whether an account is the one that a Secret's token is of. */
export const isAccountOf = (secret: Secret, { metadata }: ServiceAccount): boolean =>
  accountNameOf(secret) === metadata?.name && ['', metadata.uid].includes(accountUidOf(secret));

/** What is gone, or another by now, needs nothing any more. @throws any other error */
export function ignoreOutdated(error: unknown): void {
  if (!isConflict(error)) ignoreNotFound(error);
}
