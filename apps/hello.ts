import * as pulumi from "@pulumi/pulumi";
import { DeploymentWorkload } from "../components/workload/deployment";

export interface HelloArgs {
  /** Image of nginx-unprivileged. https://github.com/nginx/docker-nginx-unprivileged */
  readonly image: string;
  readonly replicas: number;
  /** What it answers with. */
  readonly greeting: string;
  readonly requests: { readonly cpu: string; readonly memory: string };
}

/** A web server that answers with a greeting: shows that nodes, network and names work, and how an app is made here. */
export class Hello extends pulumi.ComponentResource {
  /** Forwards the app to http://localhost:8080. */
  readonly portForwardCommand: pulumi.Output<string>;

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
    this.portForwardCommand = pulumi.interpolate`kubectl --namespace ${workload.namespace} port-forward service/${workload.serviceName} 8080:80`;
    this.registerOutputs({ portForwardCommand: this.portForwardCommand });
  }
}

const page = (greeting: string): string => {
  const text = greeting.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html>\n<title>${text}</title>\n<h1>${text}</h1>\n`;
};
