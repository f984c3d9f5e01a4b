import assert from "node:assert/strict";
import { neededMinors } from "../../../twin/commands/tools";

describe("the control planes that an operation needs", () => {
  it("are the running cluster's and, before an update, the stack file's", () => {
    assert.deepEqual(neededMinors("1.35", "1.36", true), ["1.35", "1.36"]);
    assert.deepEqual(neededMinors("1.36", "1.36", true), ["1.36"]);
    assert.deepEqual(neededMinors(undefined, "1.36", true), ["1.36"]);
  });

  it("are the running cluster's alone for an operation that changes nothing, and none without a cluster", () => {
    assert.deepEqual(neededMinors("1.35", "1.36", false), ["1.35"]);
    assert.deepEqual(neededMinors(undefined, "1.36", false), []);
  });
});
