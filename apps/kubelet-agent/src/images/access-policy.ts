import { repositoryOf } from './image-reference';
import type { PullSecret } from './pull-secrets';

/** Of which images a pod has to prove that it may pull them, as Kubernetes calls it. */
export const ACCESS_POLICIES = [
  'NeverVerify',
  'NeverVerifyPreloadedImages',
  'NeverVerifyAllowlistedImages',
  'AlwaysVerify',
] as const;

export interface AccessPolicy {
  verification: (typeof ACCESS_POLICIES)[number];
  /** Repositories without tag or digest; one that ends with a slash and a star stands for all below. */
  allowlist: readonly string[];
}

/** As the flags say it. */
export const accessPolicy = (config: {
  imagePullCredentialsVerificationPolicy: string;
  preloadedImagesVerificationAllowlist: string[];
}): AccessPolicy => ({
  verification: config.imagePullCredentialsVerificationPolicy as AccessPolicy['verification'],
  allowlist: config.preloadedImagesVerificationAllowlist,
});

/** Who may use an image as one of a repository. */
export interface RepositoryAccess {
  everybody?: boolean;
  secrets: PullSecret[];
}

/** How an image came to the node. */
export interface PullRecord {
  repositories: Record<string, RepositoryAccess>;
}

export function asksForProof({ verification, allowlist }: AccessPolicy, image: string, isPulledHere: boolean): boolean {
  switch (verification) {
    case 'NeverVerify':
      return false;
    case 'NeverVerifyPreloadedImages':
      return isPulledHere;
    case 'NeverVerifyAllowlistedImages':
      return !allowlist.some((pattern) => isListed(pattern, image));
    case 'AlwaysVerify':
      return true;
  }
}

function isListed(pattern: string, image: string): boolean {
  const repository = repositoryOf(image);
  if (!pattern.endsWith('/*')) return repositoryOf(pattern) === repository;
  // Without a registry it is Docker Hub's, as in images' names.
  const prefix = repositoryOf(`${pattern.slice(0, -1)}x`).slice(0, -1);
  return repository.startsWith(prefix);
}

/** What is wrong with an entry of the allowlist; undefined for a good one. */
export function allowlistProblem(pattern: string): string | undefined {
  const repository = pattern.replace(/\/\*$/, '');
  if (repository === '' || repository.includes('*')) return 'only patterns ending with "/*" are allowed';
  const lastSegment = pattern.slice(pattern.lastIndexOf('/') + 1);
  return pattern.includes('@') || lastSegment.includes(':') ? 'neither tag nor digest is accepted' : undefined;
}

/**
 * Whether one of the secrets shows that a pod may use the image: by what it holds, or by being the very one with which the image
 * was pulled, whatever it holds by now. `secret` is the one that did.
 */
export function mayUse(
  access: RepositoryAccess | undefined,
  secrets: readonly PullSecret[],
): { isAllowed: boolean; secret?: PullSecret } {
  if (!access) return { isAllowed: false };
  if (access.everybody) return { isAllowed: true };
  const secret = secrets.find((one) =>
    access.secrets.some(
      (known) =>
        known.hash === one.hash ||
        (known.uid === one.uid && known.namespace === one.namespace && known.name === one.name),
    ),
  );
  return secret ? { isAllowed: true, secret } : { isAllowed: false };
}
