import { z } from "zod";
import { isAutoMode } from "../../dataPlane/spec";
import { snapshotDeletionPolicy } from "../../spec/values";
import { addon, eksAddon, type AddonRule } from "../addon.spec";

const settings = z.strictObject({
  isDefaultClass: z.boolean().default(true).meta({
    description: "Whether claims that name no storage class get a volume of gp3.",
  }),
  snapshotDeletionPolicy: snapshotDeletionPolicy("ebs"),
});

const oneClassIsTheDefault: AddonRule<z.output<typeof settings>> = {
  needs: ["dataPlane"],
  check({ isDefaultClass }, { dataPlane }, refuse) {
    const other = dataPlane.findIndex((group) => isAutoMode(group) && group.isDefaultClass);
    if (!isDefaultClass || other < 0) return;
    refuse(
      ["addons", "aws-ebs-csi-driver", "isDefaultClass"],
      `must be false, or dataPlane[${other}].isDefaultClass: nodes of Auto Mode take volumes of their own class alone, other nodes those of gp3, and one of the two is for claims that name none`,
    );
  },
};

export const ebsCsiDriver = addon({
  description: "Gives pods EBS volumes for their claims, and makes the storage class gp3.",
  source: eksAddon("aws-ebs-csi-driver", {
    oldest: "1.58.0",
    reason: "older drivers do not tag volumes with the cluster, to which their permissions are limited",
  }),
  settings,
  stage: "afterNodes",
  runsOn: ["ec2"],
  needs: ["eks-pod-identity-agent"],
  after: ["snapshot-controller"], // the driver looks for the kinds of snapshots when it starts
  permissions:
    "AmazonEBSCSIDriverEKSClusterScopedPolicy (volumes, snapshots and instances of the cluster), and use of account.ebsKmsKeyArn",
  cost: "a volume about 0.08 USD a month for each GiB, a snapshot 0.05",
  rules: [oneClassIsTheDefault],
});
