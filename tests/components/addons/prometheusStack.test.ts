import assert from "node:assert/strict";
import { PrometheusStack, type PrometheusStackArgs } from "../../../components/addons/kube-prometheus-stack/component";
import { prometheusStack } from "../../../components/addons/kube-prometheus-stack/spec";
import { textOf } from "../../../recording/values";
import { recordComponent } from "../../helpers/component";
import { addonArgs } from "./addonArgs";

const workspaceArn = "arn:aws:aps:eu-central-1:111111111111:workspace/ws-0a1b2c3d-12ab-34cd-56ef-1234567890ab";
const roleOfPrometheus = "aws:iam/rolePolicy:RolePolicy";

describe("PrometheusStack", () => {
  const stack = (settings: object = {}, changes: Partial<PrometheusStackArgs> = {}) =>
    recordComponent(
      (opts) =>
        new PrometheusStack(
          "kube-prometheus-stack",
          { ...addonArgs("88.5.3"), ...prometheusStack.settings.parse(settings), ...changes },
          opts,
        ),
    );
  const valuesOf = async (...args: Parameters<typeof stack>) =>
    JSON.stringify((await stack(...args)).get("kubernetes:helm.sh/v3:Release").inputs.values);

  it("keeps metrics on a volume, and fewer days of them before it is full", async () => {
    const values = await valuesOf({ storageGiB: 10, retentionDays: 7, storageClass: "gp3" });
    assert.match(values, /"retention":"7d","retentionSize":"8192MiB"/);
    assert.match(values, /"storage":"10Gi"}},"storageClassName":"gp3"/);
  });

  it("reads each metric once: from the EKS add-ons where they are there, by the jobs that the rules know", async () => {
    const alone = await valuesOf();
    assert.match(alone, /"kubeStateMetrics":{"enabled":true},"nodeExporter":{"enabled":true/);
    assert.match(alone, /"additionalServiceMonitors":\[\]/);
    const beside = await valuesOf({}, { beside: ["kube-state-metrics", "prometheus-node-exporter"] });
    assert.match(beside, /"kubeStateMetrics":{"enabled":false},"nodeExporter":{"enabled":false/);
    assert.match(
      beside,
      /"honorLabels":true,"relabelings":\[{"replacement":"kube-state-metrics","targetLabel":"job"}\],"targetPort":8080/,
    );
    assert.match(beside, /"replacement":"node-exporter","targetLabel":"job"}\],"targetPort":9100/);
  });

  it("asks nothing of what EKS hides, nor of a CoreDNS that is not there", async () => {
    const values = await valuesOf();
    for (const part of ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy", "coreDns"]) {
      assert.ok(values.includes(`"${part}":{"enabled":false}`), part);
    }
    assert.match(await valuesOf({}, { beside: ["coredns"] }), /"coreDns":{"enabled":true}/);
  });

  it("writes to a workspace by a role of Prometheus alone, and elsewhere with a password that stays in the cluster", async () => {
    const url = "https://metrics.example.com/write";
    const remoteWrite = [{ workspaceArn }, { url, basicAuthSecret: "receiver" }];
    const recording = await stack({ remoteWrite });
    const values = JSON.stringify(recording.get("kubernetes:helm.sh/v3:Release").inputs.values);
    assert.match(
      values,
      /"https:\/\/aps-workspaces\.eu-central-1\.amazonaws\.com\/workspaces\/ws-0a1b2c3d-[^"]*\/remote_write"/,
    );
    assert.match(values, /"basicAuth":{"password":{"key":"password","name":"receiver"},"username"/);
    const { Statement } = JSON.parse(textOf(recording.get(roleOfPrometheus).inputs.policy)) as { Statement: object[] };
    assert.deepEqual(Statement, [{ Effect: "Allow", Action: "aps:RemoteWrite", Resource: [workspaceArn] }]);
    assert.deepEqual((await stack({ remoteWrite: [{ url }] })).all(roleOfPrometheus), []);
  });

  it("has no password of Grafana in the program's state", async () => {
    assert.match(await valuesOf(), /"grafana":{"admin":{"existingSecret":""},"enabled":false}/);
    const values = await valuesOf({ grafana: { adminSecret: "grafana-admin" } });
    assert.match(values, /"grafana":{"admin":{"existingSecret":"grafana-admin"},"enabled":true}/);
    assert.doesNotMatch(values, /adminPassword/);
  });
});
