import { timingSafeEqual } from 'node:crypto';
import type { Secret } from '@kubets/proto-gen/core/v1';
import type { ObjectReader } from '../../registry/object-reader';
import type { TokenVerifier } from './token-verifier';

const TOKEN = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
const TYPE = 'bootstrap.kubernetes.io/token';
const GROUP = 'system:bootstrappers';
const EXTRA_GROUP = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

/**
 * Tokens that new nodes join with: ID.SECRET, as a Secret bootstrap-token-ID in kube-system has them.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/
 */
export function createBootstrapTokens(reader: ObjectReader, now: () => Date): TokenVerifier {
  return {
    async verify(token, audiences) {
      const [, id, secret] = TOKEN.exec(token) ?? [];
      if (!id || !secret) return undefined;
      const found = reader.get({ group: '', plural: 'secrets' }, 'kube-system', `bootstrap-token-${id}`) as
        Secret | undefined;
      if (!found || found.metadata?.deletionTimestamp || found.type !== TYPE) return undefined;
      const data = (key: string): string => Buffer.from(String(found.data?.[key] ?? ''), 'base64').toString('utf8');
      if (!isSame(data('token-secret'), secret) || data('token-id') !== id) return undefined;
      if (isExpired(data('expiration'), now()) || data('usage-bootstrap-authentication') !== 'true') return undefined;
      const extra = data('auth-extra-groups')
        .split(',')
        .filter((group) => group !== '');
      if (!extra.every((group) => EXTRA_GROUP.test(group))) return undefined;
      const groups = [...new Set([GROUP, ...extra])].sort();
      return { user: { username: `system:bootstrap:${id}`, groups }, audiences: [...audiences] };
    },
  };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A time that cannot be read is past. */
const isExpired = (expiration: string, now: Date): boolean =>
  expiration !== '' && !(Date.parse(expiration) > now.getTime());
