import assert from "node:assert/strict";
import { echo } from "../../apps/echo/spec";
import { recordApp } from "./recordApp";

const image = "registry.example.com/nginx-unprivileged:1";

describe("the app echo", () => {
  it("answers with the request, and with the headers that it is told", async () => {
    const { recording } = await recordApp("echo", { image, headers: ["X-Request-Id"] });
    const { data } = recording.get("kubernetes:core/v1:ConfigMap").inputs;
    const config = (data as Record<string, string>)["default.conf"] ?? "";
    assert.match(config, /return 200 "\$request\\nX-Request-Id: \$http_x_request_id\\n";/);
  });

  it("takes no header that would end the answer and begin another directive", () => {
    assert.ok(!echo.settings.safeParse({ image, headers: ['x"; return 500 "'] }).success);
  });
});
