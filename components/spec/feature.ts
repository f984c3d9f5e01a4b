import { z } from "zod";

/** What pods can run on: managed and self-managed nodes, Fargate, nodes of EKS Auto Mode. */
export type Place = "ec2" | "fargate" | "auto";

/** Pods as a Fargate profile sees them. */
export interface PodIdentity {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** For an add-on that has nothing to set. */
export const noSettings = z.strictObject({});

/**
 * The settings of a feature, an add-on or an app, with every default filled in.
 *
 * Two names among those of add-ons mean the same everywhere, and the rules in config/rules/features.ts look for them:
 * `replicas` is the number of its pods, `isDefaultIngressClass` whether it takes Ingresses of no class.
 */
export type SettingsOf<Spec> = Spec extends { readonly settings: infer Settings extends z.ZodType }
  ? z.output<Settings>
  : never;
