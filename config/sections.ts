import { z } from "zod";
import { alarms } from "../components/alarms/spec";
import { charts } from "../components/charts/spec";
import { cluster } from "../components/cluster/spec";
import { dataPlane } from "../components/dataPlane/spec";
import { dns } from "../components/dns/spec";
import { exposureSection } from "../components/exposure/controllers.spec";
import { network } from "../components/network/spec";
import { registry } from "../components/registry/spec";
import { account, purpose, region, tags } from "./account";
import { addons } from "./addons";
import { apps } from "./apps";
import { versions } from "./versions";

/** One environment, section by section as its stack file holds it under `eks-platform:<section>`; each is sound in itself. */
export const sections = z.strictObject({
  account,
  region,
  purpose,
  tags,
  network,
  cluster,
  dataPlane,
  dns,
  registry: registry.optional(),
  alarms: alarms.optional(),
  versions,
  addons,
  charts,
  exposure: exposureSection,
  apps,
});

/** One environment with every default filled in. */
export type PlatformConfig = z.infer<typeof sections>;
