import assert from "node:assert/strict";
import { recordApp } from "./recordApp";

const image = "registry.example.com/nginx:1";

describe("the app hello", () => {
  it("answers with its greeting, as text and never as markup", async () => {
    const { recording } = await recordApp("hello", { image, greeting: "<b>Ham & eggs</b>" });
    const { data } = recording.get("kubernetes:core/v1:ConfigMap").inputs;
    const page = (data as Record<string, string>)["index.html"];
    assert.match(page ?? "", /<h1>&lt;b>Ham &amp; eggs&lt;\/b><\/h1>/);
  });

  it("says how to reach it from a laptop", async () => {
    const { command } = await recordApp("hello", { image });
    assert.equal(command, "kubectl --namespace hello port-forward service/hello 8080:80");
  });

  it("is in a namespace of its own that admits restricted pods only", async () => {
    const { recording } = await recordApp("hello", { image });
    const { metadata } = recording.get("kubernetes:core/v1:Namespace").inputs as {
      metadata: { name: string; labels: Record<string, string> };
    };
    assert.equal(metadata.name, "hello");
    assert.equal(metadata.labels["pod-security.kubernetes.io/enforce"], "restricted");
    recording.happensBefore("core/v1:Namespace::hello", "apps/v1:Deployment::hello");
  });
});
