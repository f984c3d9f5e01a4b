import assert from "node:assert/strict";
import * as fs from "node:fs";
import { etcd, kubernetes, pulumi, type GoTool } from "../../../twin/toolchain/goTool";
import { onPath } from "../../../twin/toolchain/onPath";
import { useTemporaryDirectory, writeExecutable } from "../../helpers/temporaryDirectory";

describe("a tool on PATH", () => {
  const temporary = useTemporaryDirectory();
  const found = (tool: GoTool) => onPath(tool, temporary("bin"));

  async function assertTaken(tool: GoTool, fitting: readonly string[], others: readonly string[]): Promise<void> {
    for (const output of fitting) {
      writeExecutable(temporary("bin", tool.name), `echo '${output}'`);
      assert.equal(await found(tool), temporary("bin", tool.name), output);
    }
    for (const output of others) {
      writeExecutable(temporary("bin", tool.name), `echo '${output}'`);
      assert.equal(await found(tool), undefined, output);
    }
  }

  it("is taken as pulumi when it is as new as the SDK", () =>
    assertTaken(pulumi(), ["v3.248.0", "v3.260.0-alpha.1"], ["v3.247.1", "v4.0.0"]));

  it("is taken as a part of the control plane when it is of the same minor", () =>
    assertTaken(kubernetes("kube-apiserver", "1.36"), ["Kubernetes v1.36.0"], ["Kubernetes v1.35.4", "unknown"]));

  it("is taken as kubectl when it is at most one minor away", () =>
    assertTaken(
      kubernetes("kubectl", "1.36"),
      ["Client Version: v1.35.0", "Client Version: v1.37.0"],
      ["Client Version: v1.34.9"],
    ));

  it("is taken as etcd when it is of the minor that keeps the data readable", () =>
    assertTaken(etcd(), ["etcd Version: 3.6.1"], ["etcd Version: 3.5.17", "etcd Version: 3.7.0"]));

  it("is left alone when it does not run", async () => {
    writeExecutable(temporary("bin", "pulumi"), "echo 'no version set' >&2; exit 126");
    assert.equal(await found(pulumi()), undefined);
  });

  it("must be an executable file", async () => {
    assert.equal(await found(pulumi()), undefined);
    fs.mkdirSync(temporary("bin", "pulumi"), { recursive: true });
    assert.equal(await found(pulumi()), undefined);
  });
});
