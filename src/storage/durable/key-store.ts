import { eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { KeyStore } from './mail-types.ts';
import { keys } from './schema.ts';

export function createKeyStore(db: Database): KeyStore {
  return {
    async obtain(name, fresh) {
      await db.insert(keys).values({ name, key: fresh }).onConflictDoNothing();
      const [found] = await db.select().from(keys).where(eq(keys.name, name));
      if (found === undefined) throw new Error('the key was removed');
      return found.key;
    },
  };
}
