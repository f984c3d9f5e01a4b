import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { record } from "./recorder";
import type { Recording } from "./recording";

class Group extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Group", name, {}, opts);
    new aws.kms.Key(`${name}-inner`, {}, { parent: this });
    this.registerOutputs({ answer: 42 });
  }
}

describe("the recorder", () => {
  let recording: Recording;

  before(async () => {
    recording = await record(() => {
      const provider = new aws.Provider("aws", { region: "eu-west-1" });
      const first = new aws.kms.Key("first", { description: pulumi.secret("hidden") }, { provider, protect: true });
      const group = new Group("group", { providers: [provider], dependsOn: first });
      new aws.kms.Alias("after-group", { targetKeyId: "x" }, { provider, dependsOn: group });
      new aws.kms.Alias("of-first", { targetKeyId: first.id }, { deleteBeforeReplace: false, ignoreChanges: ["name"] });
      const aliases = [{ name: "before" }, { parent: group }, { parent: pulumi.rootStackResource }];
      new aws.kms.Key("renamed", {}, { provider, aliases });
      return { key: first.keyId, token: pulumi.secret("t") };
    });
  });

  it("sees what data flows through", () => {
    recording.happensBefore("Key::first", "Alias::of-first");
    recording.destroyedBefore("Alias::of-first", "Key::first");
    assert.deepEqual(recording.get("aws:kms/alias:Alias", "of-first").propertyDependencies.targetKeyId, [
      recording.get("aws:kms/key:Key", "first").urn,
    ]);
  });

  it("sees what a component's children inherit: its dependencies by way of the parent", () => {
    recording.happensBefore("Key::first", "Key::group-inner");
    recording.destroyedBefore("Key::group-inner", "Key::first");
  });

  it("sees the children behind a dependency on a component", () => {
    recording.happensBefore("Key::group-inner", "Alias::after-group");
  });

  it("fails when nothing orders two resources", () => {
    assert.throws(() => recording.happensBefore("Alias::of-first", "Key::group-inner"), /not sure to be created after/);
    assert.throws(() => recording.destroyedBefore("Key::first", "Alias::of-first"), /not sure to be gone before/);
  });

  it("tells explicit from default providers", () => {
    recording.hasExplicitProvider("Key::group-inner");
    assert.throws(() => recording.hasExplicitProvider("Alias::of-first"), /has no explicit provider/);
  });

  it("records options of a registration", () => {
    recording.protectedIn("Key::first");
    assert.throws(() => recording.protectedIn("Key::group-inner"), /is not protected/);
    const { deleteBeforeReplace, ignoreChanges } = recording.get("aws:kms/alias:Alias", "of-first");
    assert.deepEqual({ deleteBeforeReplace, ignoreChanges }, { deleteBeforeReplace: false, ignoreChanges: ["name"] });
  });

  it("tells what of a resource was different before", () => {
    const { aliases } = recording.get("aws:kms/key:Key", "renamed");
    assert.deepEqual(aliases, ["before", "child of test:index:Group::group", "no parent"]);
  });

  it("keeps secrets recognisable in inputs and outputs", () => {
    assert.deepEqual(recording.get("aws:kms/key:Key", "first").inputs.description, { $secret: "hidden" });
    assert.deepEqual(recording.outputs, { key: "first", token: { $secret: "t" } });
    assert.deepEqual(recording.outputsOf("Group::group"), { answer: 42 });
  });

  it("names what is there when a test asks for what is not", () => {
    assert.throws(() => recording.get("aws:kms/key:Key"), /registered of that type: .*first/);
    assert.throws(
      () => recording.happensBefore("Key::third", "Key::first"),
      /"Key::third" means no registered resource/,
    );
  });

  it("fails on a provider function that has no mock answer", async () => {
    const unknown = record(async () => {
      await aws.getBillingServiceAccount({});
    });
    await assert.rejects(unknown, /aws:index\/getBillingServiceAccount:getBillingServiceAccount has no mock answer/);
  });
});
