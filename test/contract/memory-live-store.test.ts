import { createMemoryLiveStore } from '../../src/storage/memory-live-store.ts';
import { liveStoreContract } from './live-store-contract.ts';

liveStoreContract('memory', async () => createMemoryLiveStore());
