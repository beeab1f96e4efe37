import { followFiles, type Logger } from '@kubets/component';
import type { Store } from '@kubets/store';
import type { ApiserverConfig } from '../config';
import { readConfiguration } from '../configuration/read-file';
import { createEncryptedStore } from './encrypted-store';
import { encryptionKind } from './encryption-configuration';

/** The store as the flags want values to lie in it. @throws Error for a file that is not right. */
export function configuredEncryption(
  store: Store,
  { encryptionProviderConfig: file, encryptionProviderConfigAutomaticReload: isReloaded }: ApiserverConfig,
  { logger, signal }: { logger: Logger; signal: AbortSignal },
): Store {
  if (!file) return store;
  const encrypted = createEncryptedStore(store, readConfiguration(file, encryptionKind), {
    onUnreadable: (key, error) =>
      logger.error({ key, error: error.message }, 'A value in the store cannot be decrypted'),
  });
  const take = () => encrypted.configure(readConfiguration(file, encryptionKind));
  if (isReloaded) followFiles([file], take, { what: 'Encryption', signal, logger });
  return encrypted;
}
