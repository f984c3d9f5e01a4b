import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { controllerNames } from "../../../components/exposure/controllers.spec";
import { goldenOf } from "./exposures";

const update = process.env.UPDATE_GOLDEN === "1";

describe("the objects that make a controller serve an exposure", () => {
  for (const controller of controllerNames) {
    it(`are those in golden/${controller}.yaml (npm run golden writes it; review the difference)`, () => {
      const file = join(__dirname, "golden", `${controller}.yaml`);
      const text = goldenOf(controller);
      if (update) writeFileSync(file, text);
      assert.equal(text, readFileSync(file, "utf8"));
    });
  }
});
