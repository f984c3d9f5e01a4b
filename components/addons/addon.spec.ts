import { z } from "zod";
import type { CniSettings } from "../../capacity/nodeAddresses";
import { compareBuilds } from "../../upgrade/addonVersions";
import type { Environment } from "../environment";
import { chartVersion, type Chart } from "../helm/chart.spec";
import type { InterfaceEndpointService } from "../network/spec";
import type { Place, PodIdentity } from "../spec/feature";
import type { Refuse } from "../spec/rule";
import type { NodeSet } from "../workload/model/nodeSets";

/** Where an add-on comes from, and with it the form of its pin. */
export type AddonSource = EksAddonSource | ChartSource;

interface Pinned {
  /** What `versions.addons` takes for it. */
  readonly pin: z.ZodType<string>;
}

export interface EksAddonSource extends Pinned {
  readonly kind: "eksAddon";
  /** Name of the EKS add-on: `aws eks describe-addon-versions --addon-name <name>`. */
  readonly name: string;
}

/** A Helm chart, whose pin is its version. */
export interface ChartSource extends Pinned, Unpinned {
  readonly kind: "chart";
  /** Paths of the values that the component sets, for example `serviceAccount.name`: those that the chart must know. */
  readonly sets: readonly string[];
  /**
   * Another chart of the same version, with its custom resource kinds alone, and the values that choose them: each of these
   * is a resource that upgrades.
   * @default none: its own chart has them, where it has any
   */
  readonly crds?: Unpinned & { readonly values?: Readonly<Record<string, unknown>> };
}

type Unpinned = Omit<Chart, "version">;

/** The oldest version that the program can use, and why. */
interface Least {
  readonly oldest: string;
  readonly reason: string;
}

/**
 * An add-on that EKS installs and AWS maintains, the community ones included.
 *
 * @param least the oldest version that the program can use, and why
 */
export const eksAddon = (name: string, least?: Least): EksAddonSource => ({
  kind: "eksAddon",
  name,
  pin: z
    .string()
    .regex(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/, {
      error: "must be a full EKS build, for example v1.36.0-eksbuild.25",
      abort: true,
    })
    .refine((build) => least === undefined || compareBuilds(build, least.oldest) >= 0, {
      error: `must be v${least?.oldest} or newer: ${least?.reason}`,
    }),
});

/**
 * An add-on that is a chart of its project's own.
 *
 * @param least the oldest version that the program can use, and why
 */
export const chart = (chart: Omit<ChartSource, "kind" | "pin">, least?: Least): ChartSource => ({
  kind: "chart",
  ...chart,
  pin: chartVersion.refine((version) => least === undefined || compareBuilds(version, least.oldest) >= 0, {
    error: `must be ${least?.oldest} or newer: ${least?.reason}`,
  }),
});

/**
 * When an add-on is installed. Nodes need some from their start until their end, to become Ready and to drain; the others
 * need nodes, or the Fargate profiles that they run by.
 */
export type Stage = "beforeNodes" | "afterNodes";

/** A rule of one add-on, which spans its own settings and the environment around it. */
export interface AddonRule<Settings> {
  readonly needs: readonly (keyof Environment)[];
  check(settings: Settings, environment: Environment, refuse: Refuse): void;
}

/** Everything about an add-on that is known without running the program. */
export interface AddonSpec<Settings extends z.ZodObject = z.ZodObject, Source extends AddonSource = AddonSource> {
  /** What it is for, in a sentence without its name. */
  readonly description: string;
  readonly source: Source;
  /** What its block under `addons` takes. */
  readonly settings: Settings;
  readonly stage: Stage;
  readonly runsOn: readonly Place[];
  /**
   * Places that do not work without it.
   * @default none
   */
  readonly requiredOn?: readonly Place[];
  /**
   * Places that bring it along themselves.
   * @default none
   */
  readonly builtInto?: readonly Place[];
  /** Its pods, where Fargate can run them. */
  readonly pods?: PodIdentity;
  /**
   * AWS services that its pods call. A network without a way to the internet must have an endpoint for each.
   * @default none
   */
  readonly calls?: readonly InterfaceEndpointService[];
  /**
   * Other add-ons that must be there before this one, and until it has gone.
   * @default none
   */
  readonly needs?: readonly string[];
  /**
   * Other add-ons that it does without, and that come before this one where both are there.
   * @default none
   */
  readonly after?: readonly string[];
  /**
   * API groups of the custom resource kinds that it brings. Their objects come after it, and go before it.
   * @default none
   */
  readonly kinds?: readonly string[];
  /**
   * Kinds of others that its webhooks are asked about, for example `networking.k8s.io/Ingress`. While none of its pods is
   * Ready, the API server refuses each: they come after it too.
   * @default none
   */
  readonly guards?: readonly string[];
  /**
   * Other add-ons that must not be there beside this one.
   * @default none
   */
  readonly conflicts?: readonly string[];
  /**
   * Namespaces of CloudWatch that its pods publish metrics to.
   * @default none
   */
  readonly publishes?: readonly "ContainerInsights"[];
  /**
   * What its pods may do in AWS: names of AWS's policies, or in words.
   * @default nothing
   */
  readonly permissions?: string;
  /**
   * What AWS bills beside its pods.
   * @default nothing
   */
  readonly cost?: string;
  /**
   * Nodes that it starts for pods, where it does.
   * @default none
   */
  nodeSets?(settings: z.output<Settings>): readonly NodeSet[];
  /** For a CNI: whether NetworkPolicies hold for pods on the nodes that it serves. */
  enforcesNetworkPolicy?(settings: z.output<Settings>): boolean;
  /** For a CNI: how pods on nodes get their addresses. */
  cni?(settings: z.output<Settings>): CniSettings;
  /**
   * Rules of its own, beside those for every add-on.
   * @default none
   */
  readonly rules?: readonly AddonRule<z.output<Settings>>[];
}

/** Checks a spec and keeps the type of its settings. */
export const addon = <Settings extends z.ZodObject, Source extends AddonSource>(
  spec: AddonSpec<Settings, Source>,
): AddonSpec<Settings, Source> => spec;
