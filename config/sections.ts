import { z } from "zod";
import { account, purpose, region, tags } from "./account";
import { addons } from "./addons";
import { apps } from "./apps";
import { cluster } from "./cluster";
import { dataPlane } from "./dataPlane";
import { network } from "./network";
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
  versions,
  addons,
  apps,
});

/** One environment with every default filled in. */
export type PlatformConfig = z.infer<typeof sections>;
