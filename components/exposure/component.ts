import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { certificate, compile, type Backend } from "./compile";
import type { Controller, ExposureSettings } from "./controllers.spec";
import type { CustomManifest, Manifest } from "./manifest";
import { besideOf, hasTls, type Exposure } from "./spec";

export interface ExposedArgs extends Backend {
  readonly exposure: Exposure;
  readonly controller: Controller;
  /**
   * A second controller that serves the same, without a DNS record.
   * @default none
   */
  readonly beside?: Controller | undefined;
  /**
   * Web ACL of AWS WAF that its load balancers ask about each request, where they are ALBs.
   * @default none
   */
  readonly webAclArn?: string | undefined;
  /**
   * What outlives each object that is made here: the controllers above all. A component above them that depends on these is
   * not enough where that stays, and a controller leaves in one update with what it served.
   * @default nothing
   */
  readonly after?: pulumi.ResourceOptions["dependsOn"];
}

/**
 * A Service that clients outside the cluster reach:
 * - the objects that tell the controller what to serve, and how; they are up when the load balancer has an address
 * - the certificate, where cert-manager gets it
 * - the same for a second controller, which external-dns leaves out, while a cluster moves from one to the other
 *
 * With `lbc-gateway` and `envoy-gateway`, and with `alb` where it does not share, it costs a load balancer of its own, some 20 USD
 * a month and its traffic. On deletion it waits until the controller has removed what it made in AWS, so the controller must be
 * there until then.
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
    const requested = certificate(exposure, args) ?? (beside && certificate(besideOf(exposure), args));
    const first = requested ? [new kubernetes.apiextensions.CustomResource(name, requested, { parent: this })] : [];
    const serve = (serving: Controller, own: Exposure, as = (manifest: Manifest) => manifest) =>
      this.serve(compile(serving, own, args, args.webAclArn).map(as), own, { dependsOn: args.after }, first);
    const addresses = {
      [controller]: serve(controller, exposure),
      ...(beside && { [beside]: serve(beside, besideOf(exposure), withoutDns) }),
    };
    this.addresses = pulumi.output(addresses);
    this.registerOutputs({ url: this.url, addresses: this.addresses });
  }

  /**
   * Makes the objects one after the other, so that they go in the other order, and gives the address that they get. An object
   * that goes to another load balancer is made anew: an old one would still have its old address when it is asked.
   */
  private serve(
    manifests: readonly Manifest[],
    { scheme, loadBalancer: share = "shared" }: Exposure,
    after: pulumi.ResourceOptions,
    first: readonly pulumi.Resource[],
  ): pulumi.Output<string> {
    const made = [...first];
    let address = pulumi.output("");
    for (const manifest of manifests) {
      const opts = pulumi.mergeOptions(after, { parent: this, dependsOn: [...made] });
      const anew = { ...opts, replacementTrigger: `${scheme} ${share}`, deleteBeforeReplace: true };
      const { name } = manifest.metadata;
      if (manifest.kind === "Ingress") {
        const ingress = new kubernetes.networking.v1.Ingress(name, manifest, anew);
        address = ingress.status.apply(({ loadBalancer }) => loadBalancer.ingress[0]?.hostname ?? "");
        made.push(ingress);
      } else if (manifest.kind === "Gateway") {
        const gateway = new Gateway(name, manifest, anew);
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
export type ServedBy = ExposureSettings & Pick<ExposedArgs, "after">;

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
