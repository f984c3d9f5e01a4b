import { z } from "zod";
import { parse } from "yaml";
import { controllers } from "../components/exposure/controllers.spec";
import type { Route } from "../components/exposure/routes.spec";
import { exposedWorkloads } from "./apps";
import { UsageError } from "./findStackFile";
import type { PlatformConfig } from "./sections";

export { compareRoutes, semanticsOf, type Comparison } from "../components/exposure/routes.spec";

const nginx = controllers["ingress-nginx"].className;

/** The controllers of an environment, the first one first. */
export const servingControllers = ({ exposure: { controller, beside } }: Pick<PlatformConfig, "exposure">) =>
  [controller, beside].filter((name) => name !== undefined);

/** The paths that the apps of an environment expose. */
export const routesOfApps = ({ apps }: Pick<PlatformConfig, "apps">): Route[] =>
  exposedWorkloads(apps).flatMap(({ workload, exposure: { host, paths } }) =>
    paths.map(({ path, match }): Route => ({ host, path, match, backend: workload })),
  );

const backend = z.looseObject({ service: z.looseObject({ name: z.string() }).optional() });

const ingress = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().default("default"),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.looseObject({
    ingressClassName: z.string().optional(),
    rules: z
      .array(
        z.looseObject({
          host: z.string().default("*"),
          http: z
            .looseObject({
              paths: z.array(
                z.looseObject({
                  path: z.string().default("/"),
                  pathType: z.enum(["Exact", "Prefix", "ImplementationSpecific"]),
                  backend,
                }),
              ),
            })
            .optional(),
        }),
      )
      .default([]),
  }),
});

type Ingress = z.output<typeof ingress>;

const ingresses = z.union([
  z.looseObject({ items: z.array(ingress) }),
  ingress.transform((item) => ({ items: [item] })),
]);

/**
 * The paths of Ingresses of the class nginx that the apps have not made.
 *
 * @param text what `kubectl get ingresses --all-namespaces --output=json` prints
 * @throws UsageError when it is something else
 */
export function routesOfIngresses(text: string, { apps }: Pick<PlatformConfig, "apps">): Route[] {
  const { success, data, error } = ingresses.safeParse(parse(text));
  if (!success) throw new UsageError(`These are no Ingresses: ${z.prettifyError(error)}`);
  const ofApps = new Set(exposedWorkloads(apps).map(({ app, workload }) => `${app}/${workload}-ingress-nginx`));
  return data.items
    .filter((item) => isOfNginx(item) && !ofApps.has(`${item.metadata.namespace}/${item.metadata.name}`))
    .flatMap(routesOf);
}

const isOfNginx = ({ metadata, spec }: Ingress) =>
  (spec.ingressClassName ?? metadata.annotations["kubernetes.io/ingress.class"]) === nginx;

/** https://kubernetes.github.io/ingress-nginx/user-guide/ingress-path-matching/ */
function routesOf({ metadata: { name, namespace, annotations }, spec }: Ingress): Route[] {
  const annotation = (key: string) => annotations[`nginx.ingress.kubernetes.io/${key}`];
  const readAsRegex = annotation("use-regex") === "true" || annotation("rewrite-target") !== undefined;
  return spec.rules.flatMap(({ host, http }) =>
    (http?.paths ?? []).map(({ path, pathType, backend: { service } }): Route => {
      const isRegex = pathType === "ImplementationSpecific" && readAsRegex;
      if (isRegex) checkRegex(path, `${namespace}/${name}`);
      const match = isRegex ? "regex" : pathType === "Exact" ? "exact" : "prefix";
      return { host, path, match, readAsRegex, backend: `${namespace}/${service?.name ?? name}` };
    }),
  );
}

function checkRegex(path: string, where: string): void {
  try {
    new RegExp(path);
  } catch {
    throw new UsageError(`Path ${path} of Ingress ${where} is a regular expression that only nginx can read.`);
  }
}
