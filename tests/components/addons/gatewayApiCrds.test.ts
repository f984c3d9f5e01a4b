import assert from "node:assert/strict";
import { GatewayApiCrds } from "../../../components/addons/gateway-api-crds/component";
import { recordComponent } from "../../helpers/component";
import { addonArgs } from "./addonArgs";

describe("GatewayApiCrds", () => {
  it("makes the standard kinds, each as a resource that upgrades, and no others", async () => {
    const recording = await recordComponent(
      (opts) => new GatewayApiCrds("gateway-api-crds", addonArgs("v1.9.0"), opts),
    );
    assert.deepEqual(recording.get("kubernetes:helm.sh/v4:Chart").inputs, {
      chart: "oci://docker.io/envoyproxy/gateway-crds-helm",
      version: "v1.9.0",
      values: { crds: { gatewayAPI: { enabled: true, channel: "standard" } } },
    });
    assert.equal(recording.all("kubernetes:helm.sh/v3:Release").length, 0);
  });
});
