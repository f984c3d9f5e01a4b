import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { addonNames, addonSpec } from "../../components/addons/specs";
import { addonPage, addonPagePath } from "../../config/addonPage";
import { recordEnvironment } from "../helpers/program";
import { textOf } from "../../recording/values";

describe("the page of add-ons", () => {
  it("is what the specs say; `npm run docs` writes it", () => {
    const page = readFileSync(addonPagePath, "utf8");
    assert.equal(addonPage(page), page);
    for (const name of addonNames) assert.match(page, new RegExp(`^## ${name}$`, "m"));
  });

  for (const environment of ["every-kind", "self-managed"]) {
    it(`names the permissions of every add-on that has a role: ${environment}`, async () => {
      const recording = await recordEnvironment(environment);
      const of = (type: string, name: string) =>
        recording
          .all(type)
          .filter((each) =>
            recording
              .ancestors(each)
              .some((above) => above.type.startsWith("eks-platform:addons:") && above.name === name),
          );
      const pinned = addonNames.filter((name) => recording.resources.some((each) => each.custom && each.name === name));
      assert.ok(pinned.length > 4);
      for (const name of pinned) {
        const { permissions } = addonSpec(name);
        assert.equal(permissions !== undefined, of("aws:iam/role:Role", name).length > 0, name);
        for (const { inputs } of of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", name)) {
          assert.ok(permissions?.includes(textOf(inputs.policyArn).split("/").at(-1) ?? ""), name);
        }
      }
    });
  }
});
