import { createMemoryStore } from './testing/memory-store';
import { describeStoreContract } from './testing/store-contract';

describeStoreContract('memory', async () => createMemoryStore());
