import assert from "node:assert/strict";
import { NodeTerminationHandler } from "../../../components/addons/aws-node-termination-handler/component";
import { nodeTerminationHandler } from "../../../components/addons/aws-node-termination-handler/spec";
import { recordComponent } from "../../helpers/component";
import { addonArgs } from "./addonArgs";

describe("NodeTerminationHandler", () => {
  it("watches the nodes that nobody else drains, without a right in AWS", async () => {
    const recording = await recordComponent((opts) => {
      const settings = nodeTerminationHandler.settings.parse({});
      new NodeTerminationHandler("aws-node-termination-handler", { ...addonArgs("0.27.6"), ...settings }, opts);
    });
    const { inputs } = recording.get("kubernetes:helm.sh/v3:Release");
    assert.deepEqual(inputs.values, {
      serviceAccount: { name: "aws-node-termination-handler" },
      enableRebalanceDraining: false,
      enableScheduledEventDraining: true,
      daemonsetAffinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: "eks.amazonaws.com/nodegroup", operator: "DoesNotExist" },
                  { key: "eks.amazonaws.com/compute-type", operator: "DoesNotExist" },
                  { key: "karpenter.sh/nodepool", operator: "DoesNotExist" },
                ],
              },
            ],
          },
        },
      },
    });
    assert.equal(recording.all("aws:iam/role:Role").length, 0);
  });
});
