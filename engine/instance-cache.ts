import type { Instance } from './workflow.ts';

/** The newest instances this process has seen. A stale one costs a lost race and a second read, never a wrong write. */
export interface InstanceCache {
  get(id: string): Instance | undefined;
  put(instance: Instance): void;
  /** Replaces what is kept of it; what nobody asked for is not kept, or a long load would fill the memory with it. */
  renew(instance: Instance): void;
  drop(id: string): void;
  /** The cached object when it is of the same version, so that what was computed of it is used again. */
  freshest(loaded: Instance): Instance;
}

/** Keeps at most `most` instances, the least recently used leave first. */
export function createInstanceCache(most: number): InstanceCache {
  const kept = new Map<string, Instance>();
  const put = (instance: Instance): void => {
    kept.delete(instance.id);
    kept.set(instance.id, instance);
    if (kept.size > most) {
      const oldest = kept.keys().next().value;
      if (oldest !== undefined) kept.delete(oldest);
    }
  };
  return {
    get: (id) => {
      const instance = kept.get(id);
      if (instance !== undefined) {
        kept.delete(id);
        kept.set(id, instance);
      }
      return instance;
    },
    put,
    renew: (instance) => {
      if (kept.has(instance.id)) put(instance);
    },
    drop: (id) => {
      kept.delete(id);
    },
    freshest: (loaded) => {
      const cached = kept.get(loaded.id);
      return cached !== undefined && cached.version === loaded.version ? cached : loaded;
    },
  };
}
