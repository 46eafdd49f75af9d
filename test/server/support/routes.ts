import type { HttpApp } from '../../../src/server/http/app.ts';

export interface Route {
  method: string;
  url: string;
}

/** Every route of an app, read from the picture Fastify draws of them. */
export function routesOf(app: HttpApp): Route[] {
  const routes: Route[] = [];
  const path: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false, includeHooks: false }).split('\n')) {
    const found = /^((?:│ {3}| {4})*)(?:├──|└──) (\S*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (found === null) continue;
    const [, indent = '', part = '', methods = ''] = found;
    path.length = indent.length / 4;
    path.push(part);
    for (const method of methods.split(', ').filter((each) => each !== '')) {
      routes.push({ method, url: path.join('') });
    }
  }
  return routes;
}
