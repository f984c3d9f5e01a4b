import assert from "node:assert/strict";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { findEnvironment } from "../../../twin/environment";
import { withLock } from "../../../twin/toolchain/lock";
import { stackFilePath } from "../../config/stackText";
import { spawnTwin } from "./twin";

const NAME = "cancelled";

describe("a command that the user cancels", () => {
  const environment = findEnvironment(NAME, stackFilePath("dev"));
  after(() => rm(environment.directory, { recursive: true, force: true }));

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`ends with 130 on ${signal}, without a word about what it was waiting for`, async () => {
      await withLock(environment.lock, async () => {
        const child = spawnTwin("up", NAME, "--stack-file", environment.stackFile);
        let output = "";
        child.stderr.on("data", (chunk: Buffer) => {
          output += chunk.toString();
          if (output.endsWith("waiting for it to end.\n")) child.kill(signal);
        });
        const [code] = (await once(child, "close")) as [number | null];
        assert.equal(code, 130, output);
        assert.match(output, /waiting for it to end\.\nCancelled\.\n$/);
      });
    });
  }
});
