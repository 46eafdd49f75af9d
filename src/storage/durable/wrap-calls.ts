import type { DurableStore } from './durable-store.ts';

type Call = () => Promise<unknown>;

/** The same store; every call goes through `around`. */
export function wrapCalls(store: DurableStore, around: (call: Call) => Promise<unknown>): DurableStore {
  return eachCall((group, name) => {
    const of = store[group] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    return (...args) => around(() => of[name]!(...args));
  });
}

/** A store whose calls are made by `make`, from the names of a group and of a call in it. */
export function eachCall(
  make: (group: keyof DurableStore, name: string) => (...args: unknown[]) => Promise<unknown>,
): DurableStore {
  const groups = new Map<string | symbol, unknown>();
  return new Proxy({} as DurableStore, {
    get(_, group) {
      if (typeof group !== 'string' || group === 'then') return undefined;
      const known = groups.get(group);
      if (known !== undefined) return known;
      const calls = new Proxy(
        {},
        {
          get: (_calls, name) =>
            typeof name === 'string' && name !== 'then' ? make(group as keyof DurableStore, name) : undefined,
        },
      );
      groups.set(group, calls);
      return calls;
    },
  });
}
