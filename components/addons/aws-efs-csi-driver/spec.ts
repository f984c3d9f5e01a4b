import { z } from "zod";
import { addon, eksAddon } from "../addon.spec";

export const efsCsiDriver = addon({
  description:
    "Gives pods directories of one EFS file system for their claims, which pods in all zones can share, and makes the storage class efs.",
  source: eksAddon("aws-efs-csi-driver"),
  settings: z.strictObject({
    fileSystem: z
      .strictObject({
        infrequentAccessAfterDays: z.literal([1, 7, 14, 30, 60, 90, 180, 270, 365, "never"]).default(30).meta({
          description:
            "Days without a read or write after which a file moves to Infrequent Access, or never: 0.016 in place of 0.30 USD a month for each GiB, and 0.01 for each GiB read. https://docs.aws.amazon.com/efs/latest/ug/lifecycle-management-efs.html",
        }),
        backups: z.boolean().default(true).meta({
          description:
            "Whether AWS Backup copies the file system every day and keeps each copy for 35 days, 0.05 USD a month for each GiB. Copies outlive the file system. https://docs.aws.amazon.com/efs/latest/ug/automatic-backups.html",
        }),
      })
      .prefault({})
      .meta({ description: "The file system that is made for the cluster." }),
  }),
  stage: "afterNodes",
  runsOn: ["ec2", "auto"],
  builtInto: ["fargate"],
  needs: ["eks-pod-identity-agent"],
  calls: ["elasticfilesystem"],
  permissions: "access points of its own file system",
  cost: "0.30 USD a month for each GiB, 0.016 once infrequently used; 0.03 for each GiB read and 0.06 for each GiB written; a copy 0.05",
});
