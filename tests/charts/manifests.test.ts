import assert from "node:assert/strict";
import { objectsIn, yamlOf } from "../../charts/manifests";

const object = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: ${data}\n`;

describe("a manifest", () => {
  it("is read as Helm and kubectl read it", () => {
    const [settings] = objectsIn(object(`{ mode: 0644, on: off, time: 12:30, day: 2026-12-01, text: "0644" }`));
    assert.deepEqual(settings?.data, { mode: 420, true: false, time: "12:30", day: "2026-12-01", text: "0644" });
  });

  it("is taken apart into its objects, those of lists among them", () => {
    const list = `---\n# nothing\n---\n${object("{}")}---\n${JSON.stringify({ apiVersion: "v1", kind: "List", items: objectsIn(object("{}")) })}`;
    assert.equal(objectsIn(list).length, 2);
  });

  it("is refused where it is none", () => {
    assert.throws(() => objectsIn("hello: world"), /^Error: is no object of Kubernetes: {"hello":"world"}$/);
    assert.throws(() => objectsIn("a: b: c"), /^Error: is not YAML/);
  });

  it("is written alike from the same in another order, and so that it is read the same", () => {
    const one = { kind: "ConfigMap", metadata: { name: "settings" }, data: { b: "on", a: "0644" }, apiVersion: "v1" };
    const other = { data: { a: "0644", b: "on" }, apiVersion: "v1", metadata: { name: "settings" }, kind: "ConfigMap" };
    assert.equal(yamlOf(one), yamlOf(other));
    assert.match(yamlOf(one), /^apiVersion: v1\nkind: ConfigMap\nmetadata:\n/);
    assert.deepEqual(objectsIn(yamlOf(one)), [one]);
  });
});
