import assert from "node:assert/strict";
import { Echo } from "../../apps/echo/component";
import { echo } from "../../apps/echo/spec";
import { recordComponent } from "../helpers/component";

const image = "registry.example.com/nginx-unprivileged:1";
const recorded = (settings: object) =>
  recordComponent((opts) => new Echo("echo", echo.settings.parse({ image, ...settings }), opts));

describe("Echo", () => {
  it("answers with the request, and with the headers that it is told", async () => {
    const { data } = (await recorded({ headers: ["X-Request-Id"] })).get("kubernetes:core/v1:ConfigMap").inputs;
    const config = (data as Record<string, string>)["default.conf"] ?? "";
    assert.match(config, /return 200 "\$request\\nX-Request-Id: \$http_x_request_id\\n";/);
  });

  it("takes no header that would end the answer and begin another directive", () => {
    assert.ok(!echo.settings.safeParse({ image, headers: ['x"; return 500 "'] }).success);
  });

  it("says how to reach it from a laptop", async () => {
    const outputs = (await recorded({})).outputsOf("eks-platform:apps:Echo::echo");
    assert.equal(outputs?.command, "kubectl --namespace echo port-forward service/echo 8081:80");
  });
});
