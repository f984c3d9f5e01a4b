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
  }),
  stage: "afterNodes",
  runsOn: ["ec2"],
  needs: ["eks-pod-identity-agent"],
});
