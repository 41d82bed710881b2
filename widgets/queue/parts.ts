/** Code that comes when it is first needed; what is drawn meanwhile does without it. */
export interface Part<Module> {
  /** The code, if it is here; asks for it otherwise. */
  readonly now: Module | undefined;
  get(): Promise<Module>;
}

export function lazyPart<Module>(load: () => Promise<Module>, onLoad: () => void): Part<Module> {
  let here: Module | undefined;
  let asked: Promise<Module> | undefined;
  const get = (): Promise<Module> => {
    asked ??= load().then((module) => {
      here = module;
      onLoad();
      return module;
    });
    return asked;
  };
  return {
    get now() {
      if (here === undefined) void get();
      return here;
    },
    get,
  };
}
