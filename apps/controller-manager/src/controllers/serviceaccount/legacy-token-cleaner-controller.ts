import { dayOf, isDay, LEGACY_TOKEN, podReferences } from '@kubets/api';
import { ignoreNotFound, nameOf, namespaceOf, objectKey } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { ConfigMap, Secret, ServiceAccount } from '@kubets/proto-gen/core/v1';
import type { ControllerContext, ControllerEntry } from '../controller-context';
import { accountNameOf, ignoreOutdated, isAccountOf, tokenSecrets } from './token-secrets';

const DAY_MS = 24 * 3600_000;
/** Once a day, and when this process begins to lead. */
const EVERY = 'all';

export type Verdict = 'keep' | 'mark' | 'delete';

/** What becomes of a token's Secret that no pod uses and that its account lists, which those made by hand are not in. */
export function verdictOf({ metadata }: Secret, now: Date, cleanUpMs: number): Verdict {
  const limit = now.getTime() - cleanUpMs;
  const { [LEGACY_TOKEN.lastUsed]: lastUsed, [LEGACY_TOKEN.invalidSince]: invalidSince } = metadata?.labels ?? {};
  if (metadata?.deletionTimestamp || !(Date.parse(metadata?.creationTimestamp ?? '') < limit)) return 'keep';
  const limitDay = dayOf(new Date(limit));
  if (lastUsed !== undefined && !(isDay(lastUsed) && lastUsed < limitDay)) return 'keep';
  if (!isDay(invalidSince)) return 'mark';
  return invalidSince < limitDay ? 'delete' : 'keep';
}

/** Whether uses have been written for so long that one that was not written was none. */
export function hasTrackedLongEnough(tracking: ConfigMap, now: Date, cleanUpMs: number): boolean {
  const since: string | undefined = (tracking.data as Record<string, string> | undefined)?.[LEGACY_TOKEN.trackingKey];
  // The whole first day counts as one without.
  return isDay(since) && now.getTime() >= Date.parse(`${since}T00:00:00Z`) + DAY_MS + cleanUpMs;
}

/** Marks tokens as invalid that were made for accounts and not used for a year, and deletes them after another year. */
export const legacyTokenCleanerController: ControllerEntry = {
  name: 'legacy-serviceaccount-token-cleaner-controller',
  create(context) {
    const { informers, loop } = context;
    const secrets = tokenSecrets(context);
    return [
      createController({
        name: 'legacy-service-account-token-cleaner',
        informers: [informers.serviceAccounts, secrets],
        setup: (enqueue) => enqueue(EVERY),
        async reconcile() {
          await clean(context, secrets.lister.list());
          return { requeueAfterMs: DAY_MS };
        },
        ...loop,
        workers: 1,
      }),
    ];
  },
};

async function clean(context: ControllerContext, secrets: readonly Secret[]): Promise<void> {
  const { client, clock, config, informers, logger } = context;
  const { legacyServiceAccountTokenCleanUpPeriodMs: cleanUpMs } = config;
  const now = clock.now();
  const old = secrets.filter((secret) => {
    const account = informers.serviceAccounts.lister.get(`${namespaceOf(secret)}/${accountNameOf(secret)}`);
    return account && lists(account, secret) && verdictOf(secret, now, cleanUpMs) !== 'keep';
  });
  if (old.length === 0) return;
  const ref = { namespace: 'kube-system', name: LEGACY_TOKEN.trackingConfigMap };
  const tracking = await client.configMaps.get(ref).catch(ignoreNotFound);
  if (!tracking || !hasTrackedLongEnough(tracking, now, cleanUpMs)) return;
  const used = await usedSecrets(context, new Set(old.map(namespaceOf)));
  for (const secret of old.filter((one) => !used.has(objectKey(one)))) {
    const { uid, resourceVersion } = secret.metadata ?? {};
    const one = { namespace: namespaceOf(secret), name: nameOf(secret) };
    if (verdictOf(secret, now, cleanUpMs) === 'delete') {
      logger.info({ secret: objectKey(secret) }, 'Deleting a token that nobody has used');
      await client.secrets.delete(one, { preconditions: { resourceVersion } }).catch(ignoreOutdated);
    } else {
      logger.info({ secret: objectKey(secret) }, 'Marking a token as invalid that nobody has used');
      const labels = { [LEGACY_TOKEN.invalidSince]: dayOf(now) };
      await client.secrets.patch(one, { type: 'merge', body: { metadata: { uid, labels } } }).catch(ignoreOutdated);
    }
  }
}

const lists = (account: ServiceAccount, secret: Secret): boolean =>
  isAccountOf(secret, account) && Boolean(account.secrets?.some(({ name }) => name === nameOf(secret)));

/** `namespace/name` of all Secrets that pods there name. */
async function usedSecrets({ client }: ControllerContext, namespaces: Iterable<string>): Promise<Set<string>> {
  const used = new Set<string>();
  for (const namespace of namespaces)
    for (const pod of (await client.pods.list({ namespace })).items)
      for (const { resource, name } of podReferences(pod)) if (resource === 'secrets') used.add(`${namespace}/${name}`);
  return used;
}
