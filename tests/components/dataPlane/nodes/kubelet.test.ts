import assert from "node:assert/strict";
import * as toml from "smol-toml";
import { parse } from "yaml";
import { bottlerocketUserData } from "../../../../components/dataPlane/nodes/bottlerocket";
import type { KubeletSettings } from "../../../../components/dataPlane/nodes/kubelet.spec";
import { nodeadmUserData } from "../../../../components/dataPlane/nodes/nodeadm";
import { decoded } from "../nodes";

const all: Required<KubeletSettings> = {
  maxPods: 110,
  podPidsLimit: 4096,
  containerLogMaxSize: "10Mi",
  containerLogMaxFiles: 3,
  imageGCHighThresholdPercent: 80,
  imageGCLowThresholdPercent: 70,
  evictionHard: { "memory.available": "200Mi" },
  systemReserved: { cpu: "100m", "ephemeral-storage": "1Gi" },
};

describe("the kubelet's settings", () => {
  it("come to nodeadm as a NodeConfig in a MIME document, which EKS can add its own part to", () => {
    const [headers = "", part = "", end] = decoded(nodeadmUserData(all)).split("--BOUNDARY");
    assert.equal(headers, 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="BOUNDARY"\n\n');
    const [type, document = ""] = part.trim().split("\n\n");
    assert.equal(type, "Content-Type: application/node.eks.aws");
    assert.deepEqual(parse(document), {
      apiVersion: "node.eks.aws/v1alpha1",
      kind: "NodeConfig",
      spec: { kubelet: { config: all } },
    });
    assert.equal(end, "--\n");
  });

  it("come to Bottlerocket as TOML, in its own names and types", () => {
    assert.deepEqual(parsed(bottlerocketUserData(all)), {
      settings: {
        kubernetes: {
          "max-pods": 110,
          "pod-pids-limit": 4096,
          "container-log-max-size": "10Mi",
          "container-log-max-files": 3,
          "image-gc-high-threshold-percent": "80",
          "image-gc-low-threshold-percent": "70",
          "eviction-hard": { "memory.available": "200Mi" },
          "system-reserved": { cpu: "100m", "ephemeral-storage": "1Gi" },
        },
      },
    });
  });

  it("leave to the image what they don't name", () => {
    assert.deepEqual(parsed(bottlerocketUserData({ maxPods: 29 })), { settings: { kubernetes: { "max-pods": 29 } } });
  });
});

/** Cloned, because the parser's tables have no prototype. */
const parsed = (userData: string): unknown => structuredClone(toml.parse(decoded(userData)));
