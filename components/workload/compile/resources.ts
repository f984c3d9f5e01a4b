import type { Container } from "../model/container";

/** What is requested and limited: memory is limited to the request where nothing else is said. */
export const resourcesOf = ({ requests, limits }: Pick<Container, "requests" | "limits">) => ({
  requests: { ...requests },
  limits: { memory: requests.memory, ...devicesOf(requests), ...limits },
});

/** Kubernetes gives as many devices as it sets aside, and wants to be told so. */
const devicesOf = (requests: Container["requests"]): Record<string, string> =>
  Object.fromEntries(Object.entries(requests).filter(([name]) => name.includes("/")));
