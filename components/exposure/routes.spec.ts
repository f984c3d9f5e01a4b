import type { Controller } from "./controllers.spec";

/**
 * Where a request goes. ingress-nginx decides otherwise than the controllers after it: with a regular expression on any
 * Ingress of a host, all paths of the host become regular expressions, ignore case, stand for every path that begins like
 * them, and the longest text is tried first.
 *
 * https://kubernetes.github.io/ingress-nginx/user-guide/ingress-path-matching/
 */

/** A path of an Ingress or of a route, and what is behind it. */
export interface Route {
  readonly host: string;
  readonly path: string;
  /** `regex` is a path of type ImplementationSpecific on an Ingress with `use-regex` or `rewrite-target`. */
  readonly match: "exact" | "prefix" | "regex";
  readonly backend: string;
  /** Whether ingress-nginx reads all paths of the host as regular expressions because of its Ingress, whatever their type. */
  readonly readAsRegex?: boolean;
}

/** Which of several routes that match a request gets it. */
export type Semantics = "ingress-nginx" | "most-specific";

export const semanticsOf = (controller: Controller): Semantics =>
  controller === "ingress-nginx" ? "ingress-nginx" : "most-specific";

/** The backend of a request; undefined for 404. */
export function backendOf(
  routes: readonly Route[],
  semantics: Semantics,
  host: string,
  path: string,
): string | undefined {
  const ofHost = routes.filter((route) => route.host === host);
  const byRegex =
    semantics === "ingress-nginx" && ofHost.some(({ match, readAsRegex }) => match === "regex" || readAsRegex);
  const inOrder = byRegex ? ofHost.toSorted(longestTextFirst) : ofHost.toSorted(mostSpecificFirst);
  return inOrder.find((route) => (byRegex ? matchesAsRegex(route, path) : matches(route, path)))?.backend;
}

/** ingress-nginx sorts by text, then by length, both descending. */
const longestTextFirst = (a: Route, b: Route) =>
  b.path.length - a.path.length || (a.path < b.path ? 1 : a.path > b.path ? -1 : 0);

const ranks: Readonly<Record<Route["match"], number>> = { exact: 0, prefix: 1, regex: 2 };

/** Exact paths, then the longest prefix, then regular expressions, the longest first. https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule */
const mostSpecificFirst = (a: Route, b: Route) => ranks[a.match] - ranks[b.match] || b.path.length - a.path.length;

const matchesAsRegex = (route: Route, path: string) => new RegExp(`^${route.path}`, "i").test(path);

function matches({ match, path: own }: Route, path: string): boolean {
  switch (match) {
    case "exact":
      return path === own;
    case "prefix":
      return own === "/" || path === own || path.startsWith(own.endsWith("/") ? own : `${own}/`);
    case "regex":
      return new RegExp(`^(?:${own})$`).test(path);
  }
}

/** A request, and who gets it under either semantics. */
export interface Comparison {
  readonly host: string;
  readonly path: string;
  readonly backends: Readonly<Record<Semantics, string | undefined>>;
}

/**
 * Host × path → backend for both semantics.
 *
 * @param requests paths to compare beside those that the routes themselves suggest: of a regular expression, only people
 * know what it is asked
 */
export function compareRoutes(routes: readonly Route[], requests: readonly string[] = []): Comparison[] {
  const hosts = [...new Set(routes.map(({ host }) => host))];
  return hosts.flatMap((host) => {
    const suggested = routes.filter((route) => route.host === host && route.match !== "regex").flatMap(suggestions);
    return [...new Set([...suggested, ...requests])].sort().map((path) => ({
      host,
      path,
      backends: {
        "ingress-nginx": backendOf(routes, "ingress-nginx", host, path),
        "most-specific": backendOf(routes, "most-specific", host, path),
      },
    }));
  });
}

/** The path itself, one below it, one that only begins like it, and one in other letters. */
const suggestions = ({ path }: Route): string[] =>
  path === "/" ? ["/", "/other"] : [path, `${path}/below`, `${path}-other`, path.toUpperCase()];

/** The requests that would reach another backend. */
export const differences = (comparisons: readonly Comparison[]): Comparison[] =>
  comparisons.filter(({ backends }) => backends["ingress-nginx"] !== backends["most-specific"]);
