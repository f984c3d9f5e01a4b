import { UsageError } from "../config/findStackFile";
import {
  compareRoutes,
  routesOfApps,
  routesOfIngresses,
  semanticsOf,
  servingControllers,
  type Comparison,
} from "../config/routes";
import type { PlatformConfig } from "../config/sections";
import { table } from "./table";

/** What `npm run plan -- routes` tells of an environment. */
export interface RoutesReport {
  readonly alike: boolean;
  /** For a person. */
  readonly text: string;
  /** For a program. */
  readonly json: object;
}

/**
 * Host × path → backend for each controller of the environment.
 *
 * @param ingresses text of Ingresses that the apps have not made
 * @param requests paths to compare beside those that the routes suggest
 * @throws UsageError when nothing serves, or the Ingresses can't be read
 */
export function reportRoutes(
  name: string,
  config: PlatformConfig,
  ingresses: string | undefined,
  requests: readonly string[],
): RoutesReport {
  const controllers = servingControllers(config);
  if (controllers.length === 0) throw new UsageError(`${name} has no controller that serves: see section exposure.`);
  const routes = [...routesOfApps(config), ...(ingresses === undefined ? [] : routesOfIngresses(ingresses, config))];
  const rows = compareRoutes(routes, requests).map(({ host, path, backends }: Comparison) => {
    const by = controllers.map((controller) => [controller, backends[semanticsOf(controller)] ?? "404"] as const);
    return {
      host,
      path,
      differs: new Set(by.map(([, backend]) => backend)).size > 1,
      backends: Object.fromEntries(by),
    };
  });
  const different = rows.filter(({ differs }) => differs).length;
  const lines = rows.map(({ host, path, differs, backends }) => [
    `${differs ? "!" : " "} ${host}`,
    path,
    ...controllers.map((controller) => backends[controller] ?? ""),
  ]);
  const verdict = different === 0 ? "They route alike." : `${different} of these requests would go elsewhere (!).`;
  return {
    alike: different === 0,
    text: [
      table([["  host", "path", ...controllers], ...lines], "words"),
      ...(controllers.length > 1 ? [verdict] : []),
    ].join("\n\n"),
    json: { environment: name, controllers, routes: rows },
  };
}
