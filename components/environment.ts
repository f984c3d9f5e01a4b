import type { z } from "zod";
import type { AlarmsSettings } from "./alarms/spec";
import type { cluster } from "./cluster/spec";
import type { NodeVersions } from "./dataPlane/nodes/spec";
import type { DataPlane } from "./dataPlane/spec";
import type { Dns } from "./dns/spec";
import type { network } from "./network/spec";
import type { RegistrySettings } from "./registry/spec";
import { ruleFor } from "./spec/rule";

/** The sections of an environment that a rule beside a component may ask for. */
export interface Environment {
  readonly purpose: "development" | "production";
  readonly network: z.output<typeof network>;
  readonly cluster: z.output<typeof cluster>;
  readonly dataPlane: DataPlane;
  readonly dns: Dns;
  readonly versions: {
    readonly kubernetes: string;
    readonly nodes?: NodeVersions;
    readonly addons: Readonly<Record<string, string | undefined>>;
  };
  readonly registry?: RegistrySettings | undefined;
  readonly alarms?: AlarmsSettings | undefined;
}

export const rule = ruleFor<Environment>();
