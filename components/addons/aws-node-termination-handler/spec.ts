import { z } from "zod";
import { addon, chart, type AddonRule } from "../addon.spec";

const settings = z.strictObject({
  drainsOnRebalance: z.boolean().default(false).meta({
    description:
      "Whether a spot node is drained as soon as AWS sees a risk that it ends, which many survive. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/rebalance-recommendations.html",
  }),
});

const hasNodesToWatch: AddonRule<z.output<typeof settings>> = {
  needs: ["dataPlane"],
  check(_, { dataPlane }, refuse) {
    if (!dataPlane.some(({ kind }) => kind === "managed") || dataPlane.some(({ kind }) => kind === "self-managed"))
      return;
    refuse(
      ["versions", "addons", "aws-node-termination-handler"],
      "must be left out: EKS drains the nodes of managed groups itself, and dataPlane has no self-managed group",
    );
  },
};

export const nodeTerminationHandler = addon({
  description: "Drains self-managed nodes before a spot instance ends or AWS maintains its host.",
  source: chart({
    source: "oci://public.ecr.aws/aws-ec2/helm/aws-node-termination-handler",
    name: "aws-node-termination-handler",
    sets: ["serviceAccount.name", "enableRebalanceDraining", "enableScheduledEventDraining", "daemonsetAffinity"],
  }),
  settings,
  stage: "afterNodes",
  runsOn: ["ec2"],
  rules: [hasNodesToWatch],
});
