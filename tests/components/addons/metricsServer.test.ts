import assert from "node:assert/strict";
import { MetricsServer } from "../../../components/addons/metrics-server/component";
import { metricsServer } from "../../../components/addons/metrics-server/spec";
import { controlPlanePorts } from "../../../components/dataPlane/nodes/securityGroup";
import { recordComponent } from "../../helpers/component";
import { textOf } from "../../../recording/values";
import { addonArgs } from "./addonArgs";

const program = addonArgs("v0.9.0-eksbuild.11");

describe("MetricsServer", () => {
  it("is the community add-on of the pinned build, with as many pods as asked for", async () => {
    const settings = metricsServer.settings.parse({ replicas: 3 });
    const recording = await recordComponent(
      (opts) => new MetricsServer("metrics-server", { ...program, ...settings }, opts),
    );
    const { addonName, addonVersion, configurationValues } = recording.get("aws:eks/addon:Addon").inputs;
    assert.deepEqual([addonName, addonVersion], ["metrics-server", "v0.9.0-eksbuild.11"]);
    assert.deepEqual(JSON.parse(textOf(configurationValues)), { replicas: 3 });
  });

  it("is reached by the control plane on the nodes", () => {
    assert.ok((controlPlanePorts as readonly number[]).includes(10251));
  });
});
