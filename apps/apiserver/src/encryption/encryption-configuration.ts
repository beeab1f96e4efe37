import { ConfigurationError, listOf, object, required, text, type Read } from '../configuration/fields';
import type { ConfigurationKind } from '../configuration/read-file';
import { aesCbc, aesGcm, identity, secretBox, type Cipher } from './ciphers';

/** How the objects of some resources lie in the store: the first writes, all read. */
export interface EncryptionRule {
  matches(group: string, plural: string): boolean;
  ciphers: readonly Cipher[];
}

const keys = object({ keys: listOf(object({ name: text, secret: text })) });
const provider = object({ aescbc: keys, aesgcm: keys, secretbox: keys, identity: object({}) });
const fields = object({
  resources: listOf(object({ resources: listOf(text), providers: listOf(provider) })),
});

type Provider = ReturnType<typeof provider>;

const MAKERS = {
  aescbc: { make: aesCbc, lengths: [16, 24, 32] },
  aesgcm: { make: aesGcm, lengths: [16, 24, 32] },
  secretbox: { make: secretBox, lengths: [32] },
} as const;

/** `--encryption-provider-config` */
export const encryptionKind: ConfigurationKind<EncryptionRule[]> = {
  kind: 'EncryptionConfiguration',
  apiVersions: ['apiserver.config.k8s.io/v1'],
  read: rules,
};

function rules(...given: Parameters<Read<unknown>>): EncryptionRule[] {
  const { resources = [] } = fields(...given);
  if (resources.length === 0) throw new ConfigurationError('resources: Required value');
  return resources.map(({ resources: named = [], providers = [] }, index) => {
    const path = `resources[${index}]`;
    if (named.length === 0) throw new ConfigurationError(`${path}.resources: Required value`);
    if (providers.length === 0) throw new ConfigurationError(`${path}.providers: Required value`);
    const wanted = named.map((name, at) => matcherOf(name, `${path}.resources[${at}]`));
    return {
      matches: (group, plural) => wanted.some((one) => one(group, plural)),
      ciphers: providers.flatMap((one, at) => ciphersOf(one, `${path}.providers[${at}]`)),
    };
  });
}

/** `secrets`, `widgets.example.com`, `*.apps`; `*.` for the core group, `*.*` for all. */
function matcherOf(name: string, path: string): (group: string, plural: string) => boolean {
  const dot = name.indexOf('.');
  const [plural, group] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
  if (name !== name.toLowerCase() || plural === '')
    throw new ConfigurationError(
      `${path}: Invalid value: ${JSON.stringify(name)}: resource names are plurals in lower case, with their group`,
    );
  if (name === '*')
    throw new ConfigurationError(
      `${path}: Invalid value: "*": use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources`,
    );
  return (ofGroup, ofPlural) => (plural === '*' || plural === ofPlural) && (group === '*' || group === ofGroup);
}

function ciphersOf(one: Provider, path: string): Cipher[] {
  const names = Object.keys(one) as (keyof Provider)[];
  const [name] = names;
  if (!name || names.length > 1)
    throw new ConfigurationError(
      `${path}: a provider is one of aescbc, aesgcm, secretbox and identity, got ${names.join(', ') || 'none'}`,
    );
  if (name === 'identity') return [identity];
  const { make, lengths } = MAKERS[name];
  const given = one[name]?.keys ?? [];
  if (given.length === 0)
    throw new ConfigurationError(`${path}.${name}.keys: Required value: at least one key is needed`);
  const seen = new Set<string>();
  return given.map(({ name: keyName, secret }, index) => {
    const at = `${path}.${name}.keys[${index}]`;
    const called = required(keyName, `${at}.name`);
    if (seen.has(called)) throw new ConfigurationError(`${at}.name: Duplicate value: ${JSON.stringify(called)}`);
    if (called.includes(':'))
      throw new ConfigurationError(`${at}.name: Invalid value: ${JSON.stringify(called)}: must not have a colon`);
    seen.add(called);
    const key = Buffer.from(required(secret, `${at}.secret`), 'base64');
    if (!(lengths as readonly number[]).includes(key.length))
      throw new ConfigurationError(
        `${at}.secret: Invalid value: "REDACTED": secret is not of the expected length, got ${key.length}, expected one of [${lengths.join(' ')}]`,
      );
    return make(called, key);
  });
}
