import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { withLock } from "../../../twin/toolchain/lock";
import { useTemporaryDirectory } from "../../helpers/temporaryDirectory";
import { until } from "../../helpers/until";

describe("lock", () => {
  const temporary = useTemporaryDirectory();

  it("lets one work at a time, and tells the others once that they wait", async () => {
    let working = 0;
    let most = 0;
    let waits = 0;
    const work = async () => {
      most = Math.max(most, ++working);
      await until(() => waits === 2);
      working--;
    };
    await Promise.all([1, 2, 3].map(() => withLock(temporary("lock"), work, { onWait: () => waits++ })));
    assert.equal(most, 1);
    assert.equal(waits, 2);
  });

  it("is free again after work that failed", async () => {
    await assert.rejects(
      withLock(temporary("lock"), () => Promise.reject(new Error("failed"))),
      /failed/,
    );
    assert.equal(await withLock(temporary("lock"), () => Promise.resolve("done")), "done");
  });

  it("takes over from a holder that was killed", async () => {
    await fs.mkdir(temporary("lock"));
    const minuteAgo = new Date(Date.now() - 60_000);
    await fs.utimes(temporary("lock"), minuteAgo, minuteAgo);
    assert.equal(await withLock(temporary("lock"), () => Promise.resolve("done")), "done");
  });

  it("stops to wait when it is told to", async () => {
    await fs.mkdir(temporary("lock"));
    await assert.rejects(
      withLock(temporary("lock"), () => Promise.resolve(), { signal: AbortSignal.timeout(50) }),
      { name: /AbortError|TimeoutError/ },
    );
  });
});
