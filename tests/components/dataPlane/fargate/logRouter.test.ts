import assert from "node:assert/strict";
import { outputSection } from "../../../../components/dataPlane/fargate/logging";
import { logRouterProblems, type LogRouterFiles } from "../../../../components/dataPlane/fargate/logRouter";

const filters = `[FILTER]
    Name parser
    Match *
    Key_name log
    Parser crio
# what the pod is
[FILTER]
    Name kubernetes
    Match kube.*
    Merge_Log On
`;

const parsers = `[PARSER]
    Name crio
    Format Regex
    Regex ^(?<time>[^ ]+) (?<stream>stdout|stderr) (?<logtag>P|F) (?<log>.*)$
`;

const refused = (given: LogRouterFiles): string[] =>
  logRouterProblems(given).map(({ file, message }) => `${file} ${message}`);

describe("the log router of Fargate", () => {
  it("takes AWS's own example, and nothing at all", () => {
    assert.deepEqual(refused({ filters, parsers }), []);
    assert.deepEqual(refused({}), []);
  });

  const mistakes: [string, LogRouterFiles, RegExp][] = [
    [
      "a section of another file",
      { filters: parsers },
      /^filters must include \[FILTER\] sections only, not \[PARSER\]$/,
    ],
    ["a section that Fargate manages", { filters: `[SERVICE]\n    Flush 1\n` }, /not \[SERVICE\]/],
    ["a filter it doesn't know", { filters: "[FILTER]\n  Name lua\n  Match *\n" }, /grep, parser.*, not lua/],
    ["a filter without a match", { filters: "[FILTER]\n  Name grep\n" }, /number 1 must have match/],
    ["a parser without a format", { parsers: "[PARSER]\n  Name crio\n" }, /parsers .* must have format/],
    [
      "an environment variable",
      { filters: "[FILTER]\n  Name grep\n  Match ${TAG}\n" },
      /must not use environment variables/,
    ],
    ["keys that are not indented", { filters: "[FILTER]\nName grep\nMatch *\n" }, /indent keys more than/],
    ["keys that are indented in several ways", { filters: "[FILTER]\n  Name grep\n    Match *\n" }, /all keys alike/],
    ["what is no section", { filters: "Name grep\n" }, /must be Fluent Bit sections.*"Name grep"/],
    ["an empty file", { filters: "# later\n" }, /at least one \[FILTER\]/],
    [
      "what Fargate sets itself",
      { filters: "[FILTER]\n  Name kubernetes\n  Match *\n  Kube_URL https://example.com\n" },
      /must not set kube_url/,
    ],
  ];
  for (const [mistake, given, message] of mistakes) {
    it(`refuses ${mistake}`, () => {
      const [problem = "", ...others] = refused(given);
      assert.match(problem, message);
      assert.deepEqual(others, []);
    });
  }

  it("takes no more than 5300 characters, the platform's own among them", () => {
    const name = "x".repeat(100);
    const own = ["output.conf", "filters.conf", "parsers.conf", outputSection("ap-southeast-2", name)].join("").length;
    const fill = (length: number) => filters + "#".repeat(length - filters.length);
    const longest = [...Array(5300).keys()].findLast(
      (length) => length > filters.length && logRouterProblems({ filters: fill(length) }).length === 0,
    );
    assert.ok(longest !== undefined && longest + own <= 5300, `${longest} and ${own} characters`);
    assert.match(refused({ filters: fill(5000) })[0] ?? "", /must be shorter: .* 5000 characters/);
  });
});
