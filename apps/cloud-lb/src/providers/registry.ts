import { l2PoolProvider } from './l2-pool/l2-pool-provider';
import { passthroughProvider } from './passthrough/passthrough-provider';
import type { ProviderEntry } from './provider';

/** Every provider; the first is the default. */
const providers: readonly ProviderEntry[] = [l2PoolProvider, passthroughProvider];

/** Throws an Error that names the providers there are. */
export function providerNamed(name: string): ProviderEntry {
  const found = providers.find((provider) => provider.name === name);
  if (!found)
    throw new Error(
      `--cloud-provider: no provider ${JSON.stringify(name)}; there are: ${providers.map((provider) => provider.name).join(', ')}`,
    );
  return found;
}
