import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { certificate, compile, type Backend } from "./compile";
import type { Controller, ExposureSettings } from "./controllers.spec";
import { hasTls, type CustomManifest, type Manifest } from "./manifest";
import type { Exposure } from "./spec";

export interface ExposedArgs extends Backend {
  readonly exposure: Exposure;
  readonly controller: Controller;
  /**
   * A second controller that serves the same, without a DNS record.
   * @default none
   */
  readonly beside?: Controller | undefined;
}

/**
 * A Service that clients outside the cluster reach:
 * - the objects that tell the controller what to serve, and how; they are up when the load balancer has an address
 * - the certificate, where cert-manager gets it
 * - the same for a second controller, which external-dns leaves out, while a cluster moves from one to the other
 *
 * With `alb`, `lbc-gateway` and `envoy-gateway` it costs a load balancer of its own, some 20 USD a month and its traffic. On
 * deletion it waits until the controller has removed what it made in AWS, so the controller must be there until then.
 */
export class Exposed extends pulumi.ComponentResource {
  /** What clients ask for, once DNS names the address. */
  readonly url: string;
  /** Name of the load balancer, by controller. */
  readonly addresses: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: ExposedArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:exposure:Exposed", name, {}, opts);
    const { exposure, controller, beside } = args;
    this.url = `${hasTls(exposure) ? "https" : "http"}://${exposure.host}${exposure.paths[0]?.path ?? "/"}`;
    const requested = certificate(exposure, args);
    const first = requested ? [new kubernetes.apiextensions.CustomResource(name, requested, { parent: this })] : [];
    const addresses = {
      [controller]: this.serve(compile(controller, exposure, args), first),
      ...(beside && { [beside]: this.serve(compile(beside, exposure, args).map(withoutDns), first) }),
    };
    this.addresses = pulumi.output(addresses);
    this.registerOutputs({ url: this.url, addresses: this.addresses });
  }

  /** Makes the objects one after the other, so that they go in the other order, and gives the address that they get. */
  private serve(manifests: readonly Manifest[], first: readonly pulumi.Resource[]): pulumi.Output<string> {
    const made = [...first];
    let address = pulumi.output("");
    for (const manifest of manifests) {
      const opts = { parent: this, dependsOn: [...made] };
      const { name } = manifest.metadata;
      if (manifest.kind === "Ingress") {
        const ingress = new kubernetes.networking.v1.Ingress(name, manifest, opts);
        address = ingress.status.apply(({ loadBalancer }) => loadBalancer.ingress[0]?.hostname ?? "");
        made.push(ingress);
      } else if (manifest.kind === "Gateway") {
        const gateway = new Gateway(name, manifest, opts);
        address = gateway.status.addresses[0].value;
        made.push(gateway);
      } else {
        made.push(new kubernetes.apiextensions.CustomResource(name, manifest, opts));
      }
    }
    return address;
  }
}

/** What an app is told of how the environment exposes. */
export interface ServedBy {
  /**
   * Who serves what the app exposes.
   * @default nobody: the app exposes nothing
   */
  readonly exposure?: ExposureSettings;
}

/** Exposes the Service of an app, where the app's settings ask for it. */
export function expose(
  name: string,
  settings: ServedBy & { readonly expose?: Exposure | undefined },
  service: Pick<Backend, "namespace" | "serviceName" | "servicePort">,
  opts: pulumi.ComponentResourceOptions,
): Exposed | undefined {
  const { expose: exposure, exposure: { controller, beside } = {} } = settings;
  if (!exposure) return undefined;
  if (!controller) throw new Error(`no controller serves ${exposure.host}`);
  const { namespace, serviceName, servicePort } = service;
  return new Exposed(name, { name, namespace, serviceName, servicePort, exposure, controller, beside }, opts);
}

/** A Gateway with what its controller says of it. It is up when it has an address, as an Ingress is. */
class Gateway extends kubernetes.apiextensions.CustomResource {
  declare readonly status: pulumi.Output<{ readonly addresses: readonly [{ readonly value: string }] }>;

  constructor(name: string, { metadata, ...manifest }: CustomManifest, opts: pulumi.CustomResourceOptions) {
    const annotations = {
      ...metadata.annotations,
      "pulumi.com/waitFor": "jsonpath={.status.addresses[0].value}",
    };
    super(name, { ...manifest, metadata: { ...metadata, annotations }, status: undefined }, opts);
  }
}

/**
 * external-dns skips what another controller of DNS is named for. It reads one of these, by its version.
 * https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
 */
const ofAnotherDns = {
  "external-dns.alpha.kubernetes.io/controller": "none",
  "external-dns.kubernetes.io/controller": "none",
};

const withoutDns = <Any extends Manifest>(manifest: Any): Any => ({
  ...manifest,
  metadata: { ...manifest.metadata, annotations: { ...manifest.metadata.annotations, ...ofAnotherDns } },
});
