import assert from "node:assert/strict";
import { printedProgress } from "../../../twin/toolchain/progress";

describe("progress of tools, where output is no terminal", () => {
  it("is a line for each piece of news, and one each 30 seconds in between", () => {
    const lines: string[] = [];
    let seconds = 0;
    const progress = printedProgress(
      (line) => lines.push(line),
      () => seconds * 1000,
    );
    for (seconds = 1; seconds <= 70; seconds++) progress("etcd", `building · ${seconds} s`, true);
    progress("etcd", "built in 1:10");
    for (; seconds <= 101; seconds++) progress("kwok", `building · ${seconds} s`, true);
    progress("kwok", "built in 0:30");
    assert.deepEqual(lines, [
      "etcd: building · 30 s",
      "etcd: building · 60 s",
      "etcd: built in 1:10",
      "kwok: building · 101 s",
      "kwok: built in 0:30",
    ]);
  });
});
