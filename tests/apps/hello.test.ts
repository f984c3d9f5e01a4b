import assert from "node:assert/strict";
import { Hello } from "../../apps/hello/component";
import { recordComponent } from "../helpers/component";

const hello = (greeting: string) =>
  recordComponent(
    (opts) =>
      new Hello(
        "hello",
        { image: "registry.example.com/nginx:1", replicas: 2, greeting, requests: { cpu: "50m", memory: "64Mi" } },
        opts,
      ),
  );

describe("Hello", () => {
  it("answers with its greeting, as text and never as markup", async () => {
    const { data } = (await hello("<b>Ham & eggs</b>")).get("kubernetes:core/v1:ConfigMap").inputs;
    const page = (data as Record<string, string>)["index.html"];
    assert.match(page ?? "", /<h1>&lt;b>Ham &amp; eggs&lt;\/b><\/h1>/);
  });

  it("says how to reach it from a laptop", async () => {
    const outputs = (await hello("hi")).outputsOf("eks-platform:apps:Hello::hello");
    assert.equal(outputs?.command, "kubectl --namespace hello port-forward service/hello 8080:80");
  });
});
