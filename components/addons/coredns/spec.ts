import { z } from "zod";
import { wholeNumber } from "../../spec/values";
import { addon, eksAddon } from "../addon.spec";

export const coreDns = addon({
  description: "Answers for names inside the cluster.",
  source: eksAddon("coredns"),
  settings: z.strictObject({
    replicas: wholeNumber(1, 20).default(2).meta({ description: "Pods of CoreDNS." }),
  }),
  stage: "afterNodes",
  runsOn: ["ec2", "fargate"],
  requiredOn: ["ec2", "fargate"],
  builtInto: ["auto"],
  pods: { namespace: "kube-system", labels: { "k8s-app": "kube-dns", "eks.amazonaws.com/component": "coredns" } },
});
