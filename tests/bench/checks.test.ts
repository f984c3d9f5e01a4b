import assert from "node:assert/strict";
import { obstacles } from "../../bench/checks";

describe("before it measures, the benchmark", () => {
  const quiet = { load: 0.2, cores: 2, environments: ["prod"] };

  it("has nothing against a quiet machine without dev", () => {
    assert.deepEqual(obstacles(quiet, {}), []);
  });

  it("refuses to take dev away", () => {
    const [message, ...others] = obstacles({ ...quiet, environments: ["dev"] }, { busy: true });
    assert.match(message ?? "", /npm run twin -- destroy dev/);
    assert.deepEqual(others, []);
  });

  it("refuses a busy machine, unless it is told not to", () => {
    const busy = { ...quiet, load: 12.3 };
    assert.match(obstacles(busy, {})[0] ?? "", /its load is 12\.3, with 2 cores at most 1 is allowed\..*--busy/);
    assert.deepEqual(obstacles(busy, { busy: true }), []);
  });
});
