import assert from "node:assert/strict";
import * as fs from "node:fs";
import { go, GoError, requireGo } from "../../../twin/toolchain/go";
import { useTemporaryDirectory, writeExecutable } from "../../helpers/temporaryDirectory";
import { until } from "../../helpers/until";

describe("go", () => {
  const temporary = useTemporaryDirectory();
  const { PATH } = process.env;
  beforeEach(() => (process.env.PATH = `${temporary("bin")}:/usr/bin:/bin`));
  afterEach(() => (process.env.PATH = PATH));

  const require = () => requireGo("to build etcd 3.6.8", { directory: temporary() });

  it("is asked for, with version, reason and source, when there is none", async () => {
    process.env.PATH = temporary("bin");
    await assert.rejects(require(), (error: unknown) => {
      assert.ok(error instanceof GoError);
      assert.match(
        error.message,
        /There is no "go" on PATH\. Go 1\.26\.0 or newer is needed to build etcd 3\.6\.8.*https:\/\/go\.dev\/dl/,
      );
      return true;
    });
  });

  it("is refused when it is too old and says so itself", async () => {
    writeExecutable(
      temporary("bin", "go"),
      "echo 'go: go.mod requires go >= 1.26.0 (running go 1.25.1; GOTOOLCHAIN=local)' >&2; exit 1",
    );
    await assert.rejects(
      require(),
      /can't be used \(go: go\.mod requires go >= 1\.26\.0 \(running go 1\.25\.1.*https:\/\/go\.dev\/dl/,
    );
  });

  it("is refused when it is too old to know", async () => {
    writeExecutable(temporary("bin", "go"), "echo go1.18.3");
    await assert.rejects(require(), /The "go" on PATH is go1\.18\.3\. Go 1\.26\.0 or newer is needed/);
  });

  it("is taken when it is new enough", async () => {
    writeExecutable(temporary("bin", "go"), "echo go1.27rc1");
    await require();
  });

  it("fails with the end of what the compiler said", async () => {
    writeExecutable(temporary("bin", "go"), "echo 'main.go:1: no space left on device' >&2; exit 1");
    await assert.rejects(
      go(["build"], { directory: temporary() }),
      /go build failed in .*\nmain\.go:1: no space left on device/s,
    );
  });

  it("ends together with its compilers when it is cancelled", async () => {
    writeExecutable(temporary("bin", "go"), `sleep 60 & echo $! >compiler.pid; wait`);
    const cancel = new AbortController();
    const build = go(["build"], { directory: temporary(), signal: cancel.signal });
    const written = () =>
      fs.existsSync(temporary("compiler.pid")) && fs.readFileSync(temporary("compiler.pid"), "utf8");
    await until(written);
    const compiler = Number(written());
    cancel.abort();
    await assert.rejects(build, { name: "AbortError" });
    await until(() => isGone(compiler));
  });
});

/** Whether it has ended; the process that inherited it may not have waited for it yet. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  const status = `/proc/${pid}/status`;
  return fs.existsSync(status) && /^State:\s+Z/m.test(fs.readFileSync(status, "utf8"));
}
