import { z } from "zod";
import { addon, eksAddon } from "../addon.spec";

export const ebsCsiDriver = addon({
  description: "Gives pods EBS volumes for their claims, and makes the storage class gp3.",
  source: eksAddon("aws-ebs-csi-driver", {
    oldest: "1.58.0",
    reason: "older drivers do not tag volumes with the cluster, to which their permissions are limited",
  }),
  settings: z.strictObject({
    isDefaultClass: z.boolean().default(true).meta({
      description: "Whether claims that name no storage class get a volume of gp3.",
    }),
    snapshotDeletionPolicy: z.enum(["Delete", "Retain"]).default("Delete").meta({
      description:
        "What becomes of an EBS snapshot when its VolumeSnapshot is deleted, by the snapshot class ebs that is made where snapshot-controller is pinned. Delete, as for volumes of gp3: what rotates snapshots counts on it. Retain leaves it in the account, at 0.05 USD a month for each GiB, until somebody deletes it there. https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/#deletionpolicy",
    }),
  }),
  stage: "afterNodes",
  runsOn: ["ec2"],
  needs: ["eks-pod-identity-agent"],
  after: ["snapshot-controller"], // the driver looks for the kinds of snapshots when it starts
  permissions:
    "AmazonEBSCSIDriverEKSClusterScopedPolicy (volumes, snapshots and instances of the cluster), and use of account.ebsKmsKeyArn",
  cost: "a volume about 0.08 USD a month for each GiB, a snapshot 0.05",
});
