import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as tar from "tar";
import { ensurePulumi } from "../../../twin/toolchain";
import { obtainPlugin } from "../../../twin/toolchain/plugin";
import { useTemporaryDirectory, writeExecutable } from "../../helpers/temporaryDirectory";

describe("the engine's own installer", () => {
  const temporary = useTemporaryDirectory();
  const { EKS_PLATFORM_CACHE } = process.env;
  afterEach(() => {
    if (EKS_PLATFORM_CACHE === undefined) delete process.env.EKS_PLATFORM_CACHE;
    else process.env.EKS_PLATFORM_CACHE = EKS_PLATFORM_CACHE;
  });

  it("brings a plugin in the version asked for, and nothing of an archive that broke off", async () => {
    const { pulumi } = await ensurePulumi(() => undefined);
    process.env.EKS_PLATFORM_CACHE = temporary("cache");
    writeExecutable(temporary("pulumi-resource-kubernetes"), "echo official");
    const archive = temporary("archive.tar.gz");
    tar.create({ gzip: true, sync: true, cwd: temporary(), file: archive }, ["pulumi-resource-kubernetes"]);
    const whole = fs.readFileSync(archive);
    let served = whole.subarray(0, whole.length / 2);
    const server = http.createServer((request, response) => {
      const isArchive = request.url?.startsWith("/pulumi-resource-kubernetes-v4.34.2-") ?? false;
      response.writeHead(isArchive ? 200 : 404, { "content-length": isArchive ? served.length : 0 });
      response.end(isArchive ? served : undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const obtain = () =>
        obtainPlugin(
          () => Promise.resolve(pulumi),
          { name: "kubernetes", version: "4.34.2" },
          { progress: () => undefined, server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
        );
      assert.equal(await obtain(), undefined);
      served = whole;
      const file = await obtain();
      assert.equal(execFileSync(file ?? "", { encoding: "utf8" }), "official\n");
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
