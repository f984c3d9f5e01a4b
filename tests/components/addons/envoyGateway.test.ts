import assert from "node:assert/strict";
import { EnvoyGateway } from "../../../components/addons/envoy-gateway/component";
import { envoyGateway } from "../../../components/addons/envoy-gateway/spec";
import { recordComponent } from "../../helpers/component";
import { addonArgs } from "./addonArgs";

const types = {
  kinds: "kubernetes:helm.sh/v4:Chart",
  controller: "kubernetes:helm.sh/v3:Release",
  proxy: "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy",
  gatewayClass: "kubernetes:gateway.networking.k8s.io/v1:GatewayClass",
};

describe("EnvoyGateway", () => {
  const recorded = () =>
    recordComponent((opts) => {
      const settings = envoyGateway.settings.parse({ proxies: 3 });
      const beside = ["aws-load-balancer-controller", "gateway-api-crds"];
      new EnvoyGateway("envoy-gateway", { ...addonArgs("v1.9.0"), ...settings, beside }, opts);
    });

  it("has its own kinds in its own version, and leaves those of the Gateway API to their add-on", async () => {
    const recording = await recorded();
    const { inputs } = recording.get(types.kinds);
    assert.equal(inputs.version, "v1.9.0");
    assert.deepEqual(inputs.values, { crds: { envoyGateway: { enabled: true } } });
    const { crds } = recording.get(types.controller).inputs.values as { crds: object };
    assert.deepEqual(crds, { enabled: false });
  });

  it("gives each Gateway of its class proxies and a load balancer, whose scheme the Gateway says", async () => {
    const recording = await recorded();
    const { provider } = recording.get(types.proxy).inputs.spec as {
      provider: { kubernetes: { envoyDeployment: { replicas: number }; envoyService: object } };
    };
    assert.equal(provider.kubernetes.envoyDeployment.replicas, 3);
    assert.deepEqual(provider.kubernetes.envoyService, {
      type: "LoadBalancer",
      loadBalancerClass: "service.k8s.aws/nlb",
      annotations: {
        "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
        "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "preserve_client_ip.enabled=true",
      },
    });
    assert.deepEqual(recording.get(types.gatewayClass).inputs.spec, {
      controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
      parametersRef: {
        group: "gateway.envoyproxy.io",
        kind: "EnvoyProxy",
        name: "envoy-gateway",
        namespace: "envoy-gateway-system",
      },
    });
  });

  it("goes before its kinds do, and after its class", async () => {
    const recording = await recorded();
    const [kinds, controller, proxy, gatewayClass] = Object.values(types).map((type) => recording.get(type));
    assert.ok(kinds && controller && proxy && gatewayClass);
    recording.destroyedBefore(gatewayClass, proxy);
    recording.destroyedBefore(proxy, controller);
    recording.destroyedBefore(controller, kinds);
  });
});
