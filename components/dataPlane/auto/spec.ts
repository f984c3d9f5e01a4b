import { z } from "zod";
import { snapshotDeletionPolicy } from "../../spec/values";
import { groupName } from "../nodes/spec";

export const autoMode = z.strictObject({
  kind: z.literal("auto").meta({
    description:
      "EKS Auto Mode: AWS chooses, starts, patches and ends the nodes. https://docs.aws.amazon.com/eks/latest/userguide/automode.html",
  }),
  name: groupName,
  nodePools: z
    .array(z.enum(["general-purpose", "system"]))
    .min(1, { error: "must name at least one node pool" })
    .default(["general-purpose", "system"])
    .meta({
      description: "Built-in node pools. https://docs.aws.amazon.com/eks/latest/userguide/set-builtin-node-pools.html",
    }),
  isDefaultClass: z.boolean().default(true).meta({
    description:
      "Whether claims that name no storage class get a volume of auto-gp3, the class of EBS volumes that is made for these nodes: encrypted, made in the zone of the pod, able to grow. https://docs.aws.amazon.com/eks/latest/userguide/create-storage-class.html",
  }),
  snapshotDeletionPolicy: snapshotDeletionPolicy("auto-ebs"),
});

export type AutoModeSettings = z.output<typeof autoMode>;
