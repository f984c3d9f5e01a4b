import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type KubernetesObject, objectsIn, yamlOf } from "../../charts/manifests";
import { HelmRelease } from "../../components/helm/release";
import { remoteCharts } from "../../config/charts";
import { findStackFile, project } from "../../config/findStackFile";
import { parseStackFile } from "../../config/stackFile";
import { recordProgram } from "../../recording/program";
import { render, type Rendered } from "../../render/environment";
import { minted } from "../../render/hide";
import { groupOf, isBuiltIn } from "../../render/scope";
import { ApiClient } from "../../twin/apiServer/apiClient";
import { Kinds } from "../../twin/apiServer/kinds";
import { addonObjects } from "../../twin/aws/eks/addon/objects";
import { layOutCharts } from "../../twin/engine/charts";
import { ensureDefinitions } from "../../twin/toolchain";
import { atLeastOne } from "../helpers/atLeastOne";
import { recordComponent } from "../helpers/component";
import { environments, stackConfig } from "../helpers/stackConfig";
import { temporaryDirectory } from "../helpers/temporaryDirectory";
import { useControlPlane } from "../twin/e2e/bareControlPlane";

const configOf = (environment: string) => parseStackFile(findStackFile(environment));
const minorOf = (environment: string) => configOf(environment).versions.kubernetes;
const progress = (tool: string, message: string) => console.log(`${tool}: ${message}`);

/** All that the environment's program and its charts make, in plain text. Where the originals were not pulled, the twin's charts stand for them. */
async function renderAll(environment: string): Promise<Rendered> {
  const cache = temporaryDirectory();
  await layOutCharts(remoteCharts(configOf(environment)), cache, (name) => ensureDefinitions(name, { progress }));
  const recorded = await recordProgram(environment, stackConfig(environment));
  return render(recorded, { folder: project, cache, hide: false });
}

const ofKind = (kind: string, objects: readonly KubernetesObject[]) => objects.filter((each) => each.kind === kind);
const definitionsIn = (objects: readonly KubernetesObject[]) => ofKind("CustomResourceDefinition", objects);

/** What EKS brings along that others need: kinds and namespaces of its add-ons, as the twin has them, and of Auto Mode. */
function neededOfEks(environment: string, { eksAddons }: Rendered): KubernetesObject[] {
  const place = { clusterName: environment, region: "eu-west-1", vpcId: "vpc-1", clusterDns: "172.20.0.10" };
  const ofAddons = eksAddons.flatMap(({ name, version }) => addonObjects(name, { version, ...place }));
  const autoMode = join(project, "twin", "aws", "eks", "autoMode", "autoMode.yaml");
  const hasAutoMode = configOf(environment).dataPlane.some(({ kind }) => kind === "auto");
  const texts = [...ofAddons.map(yamlOf), ...(hasAutoMode ? [readFileSync(autoMode, "utf8")] : [])];
  const objects = texts.flatMap(objectsIn);
  return [...definitionsIn(objects), ...ofKind("Namespace", objects)];
}

const definedKind = ({ spec }: KubernetesObject) => {
  const { group, names } = spec as { group: string; names: { kind: string } };
  return `${names.kind}.${group}`;
};

for (const minor of [...new Set(atLeastOne(environments).map(minorOf))].sort()) {
  describe(`the manifests of every environment of Kubernetes ${minor}`, () => {
    const { start, create, directory, kubectl } = useControlPlane(minor);

    /** @returns a line for each object that the API server has accepted, without a field that it does not know */
    const apply = async (objects: readonly KubernetesObject[], ...flags: string[]) => {
      if (objects.length === 0) return [];
      const file = join(directory(), "objects.yaml");
      writeFileSync(file, objects.map(yamlOf).join("---\n"));
      const strictly = ["--server-side", "--force-conflicts", "--validate=strict", ...flags];
      return (await kubectl("apply", ...strictly, "--filename", file)).trim().split("\n");
    };

    it("pass its API server, all of them, each in the namespace where it belongs", async () => {
      await start({ instantPods: true });
      const client = new ApiClient(create().adminKubeconfigPath);
      const kinds = new Kinds(client);
      for (const environment of environments.filter((each) => minorOf(each) === minor)) {
        const rendered = await renderAll(environment);
        const { objects, notRendered } = rendered;
        assert.deepEqual(notRendered, [], environment);
        const ofEks = neededOfEks(environment, rendered);
        const definitions = [...definitionsIn(objects), ...definitionsIn(ofEks)];
        await apply(definitions);
        if (definitions.length > 0) await kubectl("wait", "crd", "--all", "--for=condition=Established");
        await apply(ofKind("Namespace", [...objects, ...ofEks]));

        const defined = definitions.map(definedKind);
        for (const { apiVersion, kind, metadata } of objects) {
          const [group, label] = [groupOf(apiVersion), `${environment}: ${kind} ${metadata.name}`];
          assert.ok(isBuiltIn(group) || defined.includes(`${kind}.${group}`), `${label} has no definition`);
          const { namespaced } = await kinds.find(apiVersion, kind);
          assert.equal(metadata.namespace !== undefined, namespaced, label);
        }
        const others = objects.filter((each) => !definitions.includes(each));
        assert.equal((await apply(others, "--dry-run=server")).length, others.length, environment);
      }
      client.close();
    });
  });
}

const tls = `
{{- $ca := genCA "web" 365 }}
apiVersion: v1
kind: Secret
metadata: { name: tls }
data:
  tls.crt: {{ $ca.Cert | b64enc }}
  mode: {{ .Values.mode | b64enc }}
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ca }
data: { ca: {{ $ca.Cert | quote }}, mode: "0644", file: 0644 }
`;

describe("a chart that makes a certificate", () => {
  it("is rendered the same each time, without the certificate and its secrets, in the namespace of its release", async () => {
    const folder = temporaryDirectory();
    mkdirSync(join(folder, "web", "templates"), { recursive: true });
    writeFileSync(join(folder, "web", "Chart.yaml"), "apiVersion: v2\nname: web\nversion: 1.0.0\n");
    writeFileSync(join(folder, "web", "templates", "tls.yaml"), tls);
    const recorded = await recordComponent((options) => {
      const chart = { name: "web", source: "./web", version: "" };
      new HelmRelease("web", { chart, namespace: "shop", values: { mode: pulumi.secret("calm") } }, options);
    });
    const once = () => render(recorded, { folder, cache: folder, hide: true });
    const { objects } = await once();
    assert.deepEqual((await once()).objects, objects);
    const [secret, configMap] = objects;
    const { "tls.crt": certificate, mode } = secret?.data as Record<string, string>;
    assert.deepEqual([secret?.metadata.namespace, certificate], ["shop", minted]);
    assert.match(mode ?? "", /^sha256:/);
    assert.deepEqual(configMap?.data, { ca: minted, mode: "0644", file: 420 });
  });
});
