import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNodeGroup } from "../../components/dataPlane/spec";
import { ConfigError } from "../../config/errors";
import { findStackFile } from "../../config/findStackFile";
import { parseConfig } from "../../config/parse";
import { parseStackFile } from "../../config/stackFile";
import { atLeastOne } from "../helpers/atLeastOne";
import { changedStackFile, type Changes } from "./stackText";

const directory = mkdtempSync(join(tmpdir(), "stack-files-"));
after(() => rmSync(directory, { recursive: true }));

function parse(text: string) {
  const file = join(directory, "Pulumi.test.yaml");
  writeFileSync(file, text);
  return parseStackFile(file);
}

const parseChanged = (changes: Changes) => parse(changedStackFile("dev", changes));

function refusal(text: string): ConfigError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the stack file was accepted");
}

describe("a stack file", () => {
  it("is filled up with defaults", () => {
    const { cluster, network, dataPlane, addons } = parseChanged({});
    assert.deepEqual(network.subnets, { private: { prefixLength: 18 }, public: { prefixLength: 22 } });
    assert.equal(cluster.serviceCidr, "172.20.0.0/16");
    assert.deepEqual(dataPlane.find(isNodeGroup)?.scaling, { min: 2, desired: 2, max: 4 });
    assert.deepEqual(addons, {
      "vpc-cni": {
        prefixDelegation: false,
        networkPolicy: false,
        networkPolicyMode: "standard",
        podSecurityGroups: false,
        podSecurityGroupsMode: "strict",
        warmTargets: {},
      },
      "kube-proxy": {},
      coredns: { replicas: 2 },
      "eks-pod-identity-agent": {},
      "metrics-server": { replicas: 2 },
      "aws-ebs-csi-driver": { isDefaultClass: true, snapshotDeletionPolicy: "Delete" },
      "snapshot-controller": { replicas: 2 },
      "fluent-bit": { retentionDays: 30 },
    });
  });

  it("keeps what it says against a default", () => {
    const changes = {
      addons: { coredns: { replicas: 3 } },
      "cluster.endpoint.private": false,
      "dataPlane.0.diskSizeGiB": 80,
    };
    const { addons, cluster, dataPlane } = parseChanged(changes);
    assert.equal(addons.coredns?.replicas, 3);
    assert.equal(cluster.endpoint.private, false);
    assert.equal(dataPlane.find(isNodeGroup)?.diskSizeGiB, 80);
  });

  it("may hold keys of Pulumi and its providers, and what Pulumi writes for secrets", () => {
    const text = changedStackFile("dev", {});
    const more = text.replace(
      "config:\n",
      "secretsprovider: awskms://alias/pulumi\nencryptedkey: AQ==\nconfig:\n  aws:profile: dev\n",
    );
    assert.deepEqual(parse(more), parse(text));
  });

  it("may hold encrypted values where text belongs", () => {
    const { apps } = parseChanged({ "apps.hello.greeting": { secure: "v1:abc:def" } });
    assert.equal(apps.hello?.greeting, "v1:abc:def");
  });

  it("may leave out the namespace of its keys, as Pulumi allows", () => {
    const text = changedStackFile("dev", {});
    assert.deepEqual(parse(text.replaceAll("eks-platform:", "")), parse(text));
  });

  it("may use anchors and merge keys", () => {
    const text = changedStackFile("dev", {})
      .replace(
        "    deployerRoleArn: arn:aws:iam::111111111111:role/platform-deployer",
        "    deployerRoleArn: &deployer arn:aws:iam::111111111111:role/platform-deployer",
      )
      .replace(
        "        principalArn: arn:aws:iam::111111111111:role/platform-deployer",
        "        principalArn: *deployer",
      );
    assert.match(text, /\*deployer/);
    assert.deepEqual(parse(text), parseChanged({}));
  });

  it("may pin nodes a minor behind the control plane, for an upgrade to bake", () => {
    const { versions } = parseChanged({ "versions.nodes": { kubernetes: "1.35", al2023: "1.35.8-20260930" } });
    assert.equal(versions.nodes?.kubernetes, "1.35");
  });
});

describe("the error of a stack file", () => {
  it("names every problem once, in the order of the file, each with its line, what is there and what to write", () => {
    const { message } = refusal(
      changedStackFile("dev", {
        "account.id": "123",
        "network.natGateway": "single",
        "network.natGateways": undefined,
        "dataPlane.0.scaling": { min: 5, max: 2 },
        "versions.kubernetes": "1.35",
      }),
    );
    assert.equal(
      message.replaceAll(/\S*Pulumi\.test\.yaml/g, "Pulumi.test.yaml"),
      `5 problems in Pulumi.test.yaml; nothing was changed

  Pulumi.test.yaml:6  eks-platform:account.id
    is "123"; must be the 12 digits of an AWS account

  Pulumi.test.yaml:17  eks-platform:network.natGateway
    is not a known key; did you mean natGateways?

  Pulumi.test.yaml:41  eks-platform:dataPlane[0].scaling.min
    is 5; must not be more than max (2)

  Pulumi.test.yaml:48  eks-platform:versions.nodes.kubernetes
    is "1.36"; must not be newer than the control plane (1.35): raise versions.kubernetes first

  Pulumi.test.yaml:52  eks-platform:versions.addons.kube-proxy
    is "v1.36.0-eksbuild.25"; must not be newer than the control plane (1.35); for example v1.35.3-eksbuild.29`,
    );
  });

  it("points a missing key to the map that lacks it", () => {
    const { problems } = refusal(changedStackFile("dev", { "cluster.upgradePolicy": undefined }));
    assert.deepEqual(problems, [
      { path: ["cluster", "upgradePolicy"], message: "is missing: one of standard, extended", line: 19 },
    ]);
  });

  it("is about what is missing when the file is empty", () => {
    for (const text of ["", "config:\n", "config: {}\n"]) {
      const sections = refusal(text).problems.map(({ path }) => path.join("."));
      const needed = ["account", "region", "purpose", "tags", "network", "cluster", "dataPlane", "versions"];
      assert.deepEqual(sections, needed);
    }
  });

  it("says where the file is not YAML", () => {
    const { problems } = refusal('config:\n  eks-platform:region: "eu-west-1\n');
    assert.deepEqual(problems, [{ path: [], message: 'is not YAML: Missing closing "quote', line: 3 }]);
  });

  it("says which key stands twice, and both lines", () => {
    const twice = refusal("config:\n  eks-platform:region: eu-west-1\n  eks-platform:region: eu-west-2\n");
    assert.deepEqual(twice.problems, [
      { path: ["region"], message: "is given twice, in lines 2 and 3: keep one of them", line: 3 },
    ]);
    const nested = refusal("config:\n  eks-platform:network:\n    natGateways: single\n\n    natGateways: none\n");
    assert.deepEqual(nested.problems, [
      { path: ["network", "natGateways"], message: "is given twice, in lines 3 and 5: keep one of them", line: 5 },
    ]);
  });

  it("says where a tab indents", () => {
    const text = changedStackFile("dev", {}).replace("    cidrBlock:", "\tcidrBlock:");
    assert.deepEqual(refusal(text).problems, [
      { path: [], message: "is not YAML: the line begins with a tab; indent with spaces", line: 15 },
    ]);
  });

  it("shows where a section's name ends with a space", () => {
    const { message } = refusal(
      changedStackFile("dev", {}).replace("eks-platform:purpose:", '"eks-platform:purpose ":'),
    );
    assert.match(
      message,
      /^1 problem [^]*:9 {2}"eks-platform:purpose "\n {4}has a space or a tab before or after it; write purpose$/,
    );
  });

  it("refuses encrypted values where plain ones belong, and shows nothing of them", () => {
    const secure = { secure: "v1:abc:def" };
    const { message, problems } = refusal(
      changedStackFile("dev", {
        "account.id": secure,
        "network.cidrBlock": secure,
        "apps.hello.replicas": secure,
        cluster: secure,
      }),
    );
    assert.deepEqual(
      problems.map(({ path, line }) => [path.join("."), line]),
      [
        ["account.id", 6],
        ["network.cidrBlock", 16],
        ["cluster", 21],
        ["apps.hello.replicas", 50],
      ],
    );
    assert.doesNotMatch(message, /v1:abc:def/);
    assert.match(message, /is encrypted \(secure:\); must be a plain value/);
  });

  it("is about a folder that bears the name of a stack file", () => {
    mkdirSync(join(directory, "Pulumi.folder.yaml"));
    const path = join(directory, "Pulumi.folder.yaml");
    assert.throws(() => parseStackFile(path), /Pulumi\.folder\.yaml\n {4}is a folder; must be a YAML file$/);
    assert.throws(() => findStackFile("folder", path), /is a folder; it must be a YAML file\.$/);
  });

  it("says which alias has no anchor", () => {
    const { problems } = refusal("config:\n  eks-platform:region: *region\n");
    assert.deepEqual(problems, [
      { path: [], message: "is not YAML: no anchor &region stands before *region", line: 2 },
    ]);
  });

  it("does without lines when there is no file to look at", () => {
    assert.throws(
      () => parseConfig({}, "Pulumi.dev.yaml"),
      (error) => error instanceof ConfigError && atLeastOne(error.problems).every(({ line }) => line === undefined),
    );
  });
});
