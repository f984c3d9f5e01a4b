import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { cacheDirectory, cached } from "../../../twin/toolchain/cache";
import { useTemporaryDirectory } from "../../helpers/temporaryDirectory";
import { until } from "../../helpers/until";

describe("cache of tools", () => {
  const temporary = useTemporaryDirectory();

  it("lies in the user's cache folder, unless another is given", () => {
    assert.equal(cacheDirectory({}), path.join(os.homedir(), ".cache", "eks-platform"));
    assert.equal(cacheDirectory({ XDG_CACHE_HOME: "", EKS_PLATFORM_CACHE: "" }), cacheDirectory({}));
    assert.equal(cacheDirectory({ XDG_CACHE_HOME: "/cache" }), "/cache/eks-platform");
    assert.equal(cacheDirectory({ XDG_CACHE_HOME: "/cache", EKS_PLATFORM_CACHE: "/mine" }), "/mine");
  });

  it("is filled once when two ask at the same time", async () => {
    let fills = 0;
    let waits = 0;
    const ask = () =>
      cached(
        temporary("tool", "v1"),
        async (folder) => {
          fills++;
          await until(() => waits === 1);
          await fs.writeFile(path.join(folder, "tool"), "built");
        },
        { onWait: () => waits++ },
      );
    await Promise.all([ask(), ask()]);
    await ask();
    assert.equal(fills, 1);
    assert.equal(waits, 1);
    assert.equal(await fs.readFile(temporary("tool", "v1", "tool"), "utf8"), "built");
  });

  it("holds nothing after a build that failed", async () => {
    const fail = async (folder: string) => {
      await fs.writeFile(path.join(folder, "half"), "");
      throw new Error("no space left");
    };
    await assert.rejects(cached(temporary("tool", "v1"), fail), /no space left/);
    await assert.rejects(fs.stat(temporary("tool", "v1")), { code: "ENOENT" });
  });

  it("starts anew after a build that was interrupted", async () => {
    await fs.mkdir(temporary("tool", "v1.unfinished"), { recursive: true });
    await fs.writeFile(temporary("tool", "v1.unfinished", "half"), "");
    await cached(temporary("tool", "v1"), (folder) => fs.writeFile(path.join(folder, "tool"), "built"));
    assert.deepEqual(await fs.readdir(temporary("tool", "v1")), ["tool"]);
  });
});
