import { z } from "zod";
import type { ClusterObjects } from "../../aws/eks/kubernetes/objects";
import type { KubernetesObject, V1Ingress, V1IngressClass } from "../../aws/eks/kubernetes/types";
import { type Ask, type Backend, type Draft, type Problem, targetGroups } from "./draft";
import type { Stack } from "./finalizers";
import { generatedName, groupName } from "./names";
import { annotation, annotationList, nameOf, namespaceOf } from "./objects";

const PREFIX = "alb.ingress.kubernetes.io";

/** Finalizers of who makes Application Load Balancers, by the controller that a class names. */
const albControllers: Readonly<Record<string, string>> = {
  "ingress.k8s.aws/alb": "ingress.k8s.aws",
  "eks.amazonaws.com/alb": "ingress.eks.amazonaws.com",
};

/** Label of the pods and of the Service, by the controller that a class names. */
const proxies: Readonly<Record<string, string>> = {
  "k8s.io/ingress-nginx": "ingress-nginx",
  "traefik.io/ingress-controller": "traefik",
};

/** The part that matters here of `IngressClassParams`, which a class may refer to. */
const parameters = z.looseObject({
  spec: z
    .looseObject({ scheme: z.string().optional(), group: z.looseObject({ name: z.string() }).optional() })
    .default({}),
});

type Parameters = z.infer<typeof parameters>["spec"];

/** @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/ */
export class Ingresses {
  private constructor(
    private readonly classes: readonly V1IngressClass[],
    private readonly parameters: ReadonlyMap<string, Parameters>,
  ) {}

  static async read(cluster: ClusterObjects): Promise<Ingresses> {
    const classes = await cluster.list<V1IngressClass>("networking.k8s.io/v1", "IngressClass");
    const read = classes.map(async (found) => [nameOf(found), await parametersOf(cluster, found)] as const);
    return new Ingresses(classes, new Map(await Promise.all(read)));
  }

  ask(ingress: V1Ingress): Ask {
    const className = ingress.spec?.ingressClassName ?? annotation(ingress, "kubernetes.io/ingress.class");
    if (className === undefined) return { problem: "it names no class, and the cluster has no default one" };
    const found = this.classes.find((candidate) => nameOf(candidate) === className);
    if (!found) {
      const names = this.classes.map(nameOf).join(", ") || "none";
      return {
        problem: `the cluster has no IngressClass ${className} (it has ${names}), so that no controller serves it`,
      };
    }
    const controller = found.spec?.controller ?? "";
    const domain = albControllers[controller];
    if (domain !== undefined) {
      const group = this.parameters.get(className)?.group?.name ?? annotation(ingress, `${PREFIX}/group.name`);
      return { finalizer: group === undefined ? `${domain}/resources` : `group.${domain}/${group}` };
    }
    const proxy = proxies[controller];
    if (proxy === undefined) return { problem: `${controller} is no controller that the twin knows` };
    return { addressOf: { controller: proxy, labels: { "app.kubernetes.io/name": proxy } } };
  }

  /**
   * @param members the Ingresses of the group, or the only one
   * @returns why there is none: the controller leaves a group alone whose members contradict each other
   */
  draft(members: readonly V1Ingress[], { key, group }: Stack): Draft | Problem {
    const [first] = members;
    const problem = conflict(members);
    if (problem !== undefined) return { problem };
    const scheme = this.first(members, (ingress) => this.parametersFor(ingress)?.scheme, "scheme") ?? "internal";
    const seed = `${key} ${scheme}`;
    return {
      type: "application",
      isInternal: scheme !== "internet-facing",
      name:
        annotationOfAny(members, "load-balancer-name") ??
        (group === undefined && first
          ? generatedName(namespaceOf(first), nameOf(first), seed)
          : groupName(group ?? "", seed)),
      subnets: members.map((ingress) => annotationList(ingress, `${PREFIX}/subnets`)).find((it) => it.length > 0) ?? [],
      listeners: uniquePorts(members.flatMap(listenersOf)),
      targetGroups: targetGroups(members.flatMap(backendsOf), seed),
    };
  }

  private parametersFor({ spec }: V1Ingress): Parameters | undefined {
    return this.parameters.get(spec?.ingressClassName ?? "");
  }

  private first(
    members: readonly V1Ingress[],
    ofClass: (ingress: V1Ingress) => string | undefined,
    name: string,
  ): string | undefined {
    return members.map(ofClass).find((value) => value !== undefined) ?? annotationOfAny(members, name);
  }
}

/** Annotations of which a group has one value: those that the controller's table of annotations calls exclusive, as far as they are used here. */
const EXCLUSIVE = [
  "scheme",
  "load-balancer-name",
  "ip-address-type",
  "subnets",
  "security-groups",
  "inbound-cidrs",
  "ssl-policy",
  "ssl-redirect",
  "wafv2-acl-arn",
];

function conflict(members: readonly V1Ingress[]): string | undefined {
  for (const name of EXCLUSIVE) {
    const values = new Set(members.flatMap((ingress) => annotation(ingress, `${PREFIX}/${name}`) ?? []));
    if (values.size > 1) return `conflicting ${name}: ${[...values].join(" | ")}`;
  }
  return undefined;
}

async function parametersOf(cluster: ClusterObjects, { spec }: V1IngressClass): Promise<Parameters> {
  const { apiGroup, kind, name } = spec?.parameters ?? {};
  if (kind !== "IngressClassParams" || name === undefined) return {};
  const version = apiGroup === "elbv2.k8s.aws" ? "v1beta1" : "v1";
  const found = await cluster.get<KubernetesObject>({ apiVersion: `${apiGroup}/${version}`, kind, name });
  return found ? parameters.parse(found).spec : {};
}

function annotationOfAny(members: readonly V1Ingress[], name: string): string | undefined {
  return members.map((ingress) => annotation(ingress, `${PREFIX}/${name}`)).find((value) => value !== undefined);
}

const listenPorts = z.array(z.record(z.string(), z.number()));

/** HTTPS where there is a certificate, unless `listen-ports` says something else. */
function listenersOf(ingress: V1Ingress): { port: number; protocol: string }[] {
  const given = annotation(ingress, `${PREFIX}/listen-ports`);
  if (given !== undefined)
    return listenPorts
      .parse(JSON.parse(given))
      .flatMap((entry) => Object.entries(entry).map(([protocol, port]) => ({ port, protocol })));
  const hasCertificate = annotation(ingress, `${PREFIX}/certificate-arn`) !== undefined;
  return [hasCertificate ? { port: 443, protocol: "HTTPS" } : { port: 80, protocol: "HTTP" }];
}

function uniquePorts<Listener extends { readonly port: number }>(listeners: readonly Listener[]): Listener[] {
  return [...new Map(listeners.map((listener) => [listener.port, listener])).values()];
}

function backendsOf(ingress: V1Ingress): Backend[] {
  const { defaultBackend, rules = [] } = ingress.spec ?? {};
  const paths = rules.flatMap(({ http }) => http?.paths ?? []);
  const services = [defaultBackend?.service, ...paths.map(({ backend }) => backend.service)];
  const protocol = annotation(ingress, `${PREFIX}/backend-protocol`) ?? "HTTP";
  return services.flatMap((service) => {
    // An action of the controller, such as a redirect, stands in the place of a Service.
    if (!service || service.port?.name === "use-annotation") return [];
    const port = `${service.port?.number ?? service.port?.name ?? ""}`;
    return [{ namespace: namespaceOf(ingress), service: service.name, port, protocol }];
  });
}
