/** A module of the built server: its worker threads are files of their own. */
export async function importBuilt<Module>(path: string): Promise<Module> {
  return import(builtScript(path).href);
}

export const builtScript = (path: string): URL => new URL(`../../../dist/${path}`, import.meta.url);
