import { readFileSync } from 'node:fs';
import { tokenKey } from '@kubets/api';
import { ignoreNotFound, nameOf, namespaceOf, objectKey } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { Secret, ServiceAccount } from '@kubets/proto-gen/core/v1';
import type { ControllerContext, ControllerEntry } from '../controller-context';
import { filledSecret, type TokenSecretParts } from './filled-secret';
import { accountNameOf, accountUidOf, ignoreOutdated, isAccountOf, tokenSecrets } from './token-secrets';

/**
 * Puts tokens into Secrets that ask for one, deletes those whose ServiceAccount is gone, and has accounts forget Secrets
 * that are gone.
 */
export const tokensController: ControllerEntry = {
  name: 'serviceaccount-token-controller',
  create(context) {
    const { config, informers, loop, logger } = context;
    const { serviceAccountPrivateKeyFile, rootCaFile, concurrentServiceaccountTokenSyncs: workers } = config;
    if (!serviceAccountPrivateKeyFile) {
      logger.info(
        { controller: 'serviceaccount-token' },
        'No --service-account-private-key-file: Secrets get no tokens',
      );
      return [];
    }
    const parts: TokenSecretParts = {
      key: tokenKey(readFileSync(serviceAccountPrivateKeyFile)),
      ...(rootCaFile && { rootCa: readFileSync(rootCaFile).toString('base64') }),
    };
    if (!parts.key.privateKey) throw new Error(`${serviceAccountPrivateKeyFile} holds no private key`);
    const { serviceAccounts } = informers;
    const secrets = tokenSecrets(context);
    const shared = { informers: [serviceAccounts, secrets], ...loop, workers };

    function setup(enqueue: (key: string) => void): void {
      secrets.addEventHandler({
        onAdd: (secret) => enqueue(objectKey(secret)),
        onUpdate: (_before, secret) => enqueue(objectKey(secret)),
      });
      const gone = (account: ServiceAccount): void => {
        for (const secret of secrets.lister.byIndex('account', objectKey(account))) enqueue(objectKey(secret));
      };
      serviceAccounts.addEventHandler({
        onUpdate: (before, account) => {
          if (before.metadata?.uid !== account.metadata?.uid) gone(before);
        },
        onDelete: gone,
      });
    }

    return [
      createController({
        name: 'serviceaccount-token',
        setup,
        reconcile: (key) => reconcileSecret(context, parts, secrets.lister.get(key)),
        ...shared,
      }),
      createController({
        name: 'serviceaccount-token-references',
        setup: (enqueue) =>
          secrets.addEventHandler({
            onUpdate: (before, secret) => {
              if (before.metadata?.uid !== secret.metadata?.uid) enqueue(referenceKey(before));
            },
            onDelete: (secret) => enqueue(referenceKey(secret)),
          }),
        reconcile: (key) => removeReference(context, key),
        ...shared,
      }),
    ];
  },
};

async function reconcileSecret(
  context: ControllerContext,
  parts: TokenSecretParts,
  secret: Secret | undefined,
): Promise<void> {
  if (!secret || !accountNameOf(secret)) return;
  const { client } = context;
  const ref = { namespace: namespaceOf(secret), name: nameOf(secret) };
  const account = await accountOf(context, secret);
  if (!account) {
    const preconditions = { uid: secret.metadata?.uid };
    await client.secrets.delete(ref, { preconditions }).catch(ignoreOutdated);
    return;
  }
  if (!filledSecret(secret, account, parts)) return;
  // What is kept of it is not all that there is.
  const live = await client.secrets.get(ref).catch(ignoreNotFound);
  // Of one that has changed since, its next event tells.
  if (!live || live.metadata?.resourceVersion !== secret.metadata?.resourceVersion) return;
  const wanted = filledSecret(live, account, parts);
  if (wanted) await client.secrets.update(wanted).catch(ignoreOutdated);
}

/** The account of a Secret: asked for where it is not known, as one that has just been made may be. */
async function accountOf(
  { client, informers }: ControllerContext,
  secret: Secret,
): Promise<ServiceAccount | undefined> {
  const ref = { namespace: namespaceOf(secret), name: accountNameOf(secret) };
  const cached = informers.serviceAccounts.lister.get(`${ref.namespace}/${ref.name}`);
  if (cached && isAccountOf(secret, cached)) return cached;
  const live = await client.serviceAccounts.get(ref).catch(ignoreNotFound);
  return live && isAccountOf(secret, live) ? live : undefined;
}

const referenceKey = (secret: Secret): string =>
  [namespaceOf(secret), accountNameOf(secret), nameOf(secret), accountUidOf(secret)].join('/');

/** Takes a Secret that is gone from the list of its account, where it is the account's that the token was of. */
async function removeReference({ client, informers }: ControllerContext, key: string): Promise<void> {
  const [namespace = '', name = '', secretName = '', uid = ''] = key.split('/');
  if (!informers.serviceAccounts.lister.get(`${namespace}/${name}`)) return;
  const account = await client.serviceAccounts.get({ namespace, name }).catch(ignoreNotFound);
  if (!account || !['', account.metadata?.uid].includes(uid)) return;
  const secrets = account.secrets?.filter((reference) => reference.name !== secretName);
  if (secrets?.length === account.secrets?.length) return;
  await client.serviceAccounts.update({ ...account, secrets }).catch(ignoreNotFound);
}
