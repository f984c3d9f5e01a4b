import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { stackFilePath } from "../../config/stackText";
import { Rehearsal } from "./rehearsal";

describe("a plan", () => {
  const dev = new Rehearsal("shell", stackFilePath("dev"));
  after(() => dev.discard());
  /** Steps in no order: it is not the same twice. */
  const planned = async () => (await dev.plannedSteps()).map(({ op, resource }) => `${op} ${resource}`).sort();

  it("does not depend on the shell: no profile, region or kubeconfig, and loopback through no proxy", async () => {
    dev.write();
    const plan = await planned();

    let connections = 0;
    const proxy = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const proxies = ["http_proxy", "https_proxy", "all_proxy", "grpc_proxy"];
    const shell = {
      AWS_PROFILE: "nobody",
      AWS_REGION: "ap-south-2",
      KUBECONFIG: "/nowhere",
      ...Object.fromEntries(proxies.flatMap((name) => [name, name.toUpperCase()]).map((name) => [name, url])),
    };
    const before = { ...process.env };
    Object.assign(process.env, shell);
    try {
      assert.deepEqual(await planned(), plan);
    } finally {
      for (const name of Object.keys(shell)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, before);
      proxy.close();
    }
    assert.ok(plan.length > 50, `${plan.length} steps`);
    assert.equal(connections, 0);
  });
});
