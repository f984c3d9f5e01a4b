import * as pulumi from "@pulumi/pulumi";
import { expose, type Exposed, type ServedBy } from "../../components/exposure/component";
import type { SettingsOf } from "../../components/spec/feature";
import { DeploymentWorkload } from "../../components/workload/deployment";
import type { hello } from "./spec";

export type HelloArgs = SettingsOf<typeof hello> & ServedBy;

/** A web server that answers with a greeting: shows that nodes, network and names work, and how an app is made here. */
export class Hello extends pulumi.ComponentResource {
  /** Forwards the app to http://localhost:8080. */
  readonly command: pulumi.Output<string>;
  /** What makes it reachable from outside the cluster, where its settings ask for it. */
  readonly exposed: Exposed | undefined;

  constructor(name: string, args: HelloArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:apps:Hello", name, {}, opts);
    const workload = new DeploymentWorkload(
      name,
      {
        namespace: name,
        image: args.image,
        replicas: args.replicas,
        containerPort: 8080,
        healthPath: "/",
        requests: args.requests,
        environment: { NGINX_ENTRYPOINT_QUIET_LOGS: "1" },
        files: { directory: "/usr/share/nginx/html", contents: { "index.html": page(args.greeting) } },
        scratchDirectories: ["/tmp"],
      },
      { parent: this },
    );
    this.command = pulumi.interpolate`kubectl --namespace ${workload.namespace} port-forward service/${workload.serviceName} 8080:80`;
    this.exposed = expose(
      name,
      args,
      { namespace: workload.namespace, serviceName: workload.serviceName, servicePort: 80 },
      { parent: this },
    );
    this.registerOutputs({ command: this.command });
  }
}

const page = (greeting: string): string => {
  const text = greeting.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html>\n<title>${text}</title>\n<h1>${text}</h1>\n`;
};
