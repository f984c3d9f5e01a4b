import assert from "node:assert/strict";
import { findStackFile } from "../../../config/findStackFile";
import type { V1Deployment, V1Pod } from "../../../twin/aws/eks/kubernetes/types";
import { ControlPlaneFiles } from "../../../twin/controlPlane";
import { ensureControlPlaneTools } from "../../../twin/toolchain";
import type { Changes } from "../../config/stackText";
import { Rehearsal } from "./rehearsal";
import { succeed } from "./twin";
import { Watch } from "./watch";

const shop = (podinfo: string): Changes => ({
  "cluster.deletionProtection": false,
  "versions.addons.aws-ebs-csi-driver": "v1.66.0-eksbuild.1",
  "apps.shop": {
    web: { image: "public.ecr.aws/nginx/nginx-unprivileged:1.29.5-alpine" },
    api: { image: `ghcr.io/stefanprodan/podinfo:${podinfo}` },
    store: { image: "public.ecr.aws/docker/library/redis:7.4-alpine" },
    payments: "payments.example.com",
  },
});

interface List<Item> {
  readonly items: readonly Item[];
}

describe("an app of several parts on the twin", () => {
  const rehearsal = new Rehearsal("e2e-apps", findStackFile("smallest"));
  const inShop = ["--namespace", "shop"] as const;
  const pods = (name: string) =>
    rehearsal.get<List<V1Pod>>("pods", ...inShop, "--selector", `app.kubernetes.io/name=${name}`);

  before(async () => {
    rehearsal.write(shop("6.9.1"));
    await rehearsal.up();
  });
  after(() => rehearsal.discard());

  it("migrates its store before the first pod of the API is made", async () => {
    interface Job {
      readonly status: { readonly completionTime: string };
    }
    const [migration] = (await rehearsal.get<List<Job>>("jobs", ...inShop)).items;
    const api = await rehearsal.get<V1Deployment>("deployment", "api", ...inShop);
    assert.ok(migration);
    assert.ok(new Date(migration.status.completionTime) <= new Date(api.metadata?.creationTimestamp ?? ""));
    await rehearsal.assertUnchanged();
  });

  it("gets another image without a moment in which fewer pods serve than it asks for", async () => {
    const { kubectl } = await ensureControlPlaneTools("1.36", () => undefined);
    const kubeconfig = new ControlPlaneFiles(rehearsal.environment.controlPlaneDirectory).kubeconfig("admin");
    const fields = "{.status.availableReplicas} {.status.updatedReplicas}";
    const watch = new Watch(kubectl, kubeconfig, ["deployment/api", ...inShop], fields);
    try {
      await watch.until((text) => text === "2 2");
      rehearsal.write(shop("6.9.2"));
      await rehearsal.up();
      assert.ok(
        watch.seen.some(({ text }) => text.endsWith(" 1")),
        "a new pod stood beside old ones",
      );
      assert.deepEqual(
        watch.seen.filter(({ text }) => !/^[23] /.test(text)),
        [],
      );
    } finally {
      await watch.stop();
    }
  });

  it("has a pod in place of one that is deleted", async () => {
    const [first] = (await pods("api")).items;
    const name = first?.metadata?.name ?? "";
    await succeed("kubectl", rehearsal.name, "delete", "pod", name, ...inShop);
    await succeed("kubectl", rehearsal.name, "rollout", "status", "deployment/api", ...inShop, "--timeout=120s");
    const names = (await pods("api")).items.map(({ metadata }) => metadata?.name);
    assert.ok(!names.includes(name));
  });

  it("goes as it came, and leaves nothing", async () => {
    const { output } = await rehearsal.succeed("destroy", "--yes", "--suppress-outputs");
    assert.match(output, /Nothing is left of e2e-apps/);
  });
});
