import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { controllerNames, controllerSpec } from "../../../components/exposure/controllers.spec";
import { exposure } from "../../../components/exposure/spec";
import { exposurePage, exposurePagePath } from "../../../config/exposurePage";

describe("the page of exposure", () => {
  const page = readFileSync(exposurePagePath, "utf8");

  it("has the limits of the controllers as the code has them; `npm run docs` writes them", () => {
    assert.equal(exposurePage(page), page);
  });

  it("names every controller with its add-on", () => {
    for (const name of controllerNames) {
      assert.match(page, new RegExp(`^\\| \`${name}\` +\\| \`${controllerSpec(name).addon}\``, "m"));
    }
  });

  it("shows an exposure that is sound", () => {
    const [, yaml = ""] = /```yaml\n(eks-platform:apps:[^]*?)```/.exec(page) ?? [];
    const shown = parse(yaml) as { "eks-platform:apps": { hello: { expose: unknown } } };
    assert.equal(exposure.safeParse(shown["eks-platform:apps"].hello.expose).error?.message, undefined);
  });
});
