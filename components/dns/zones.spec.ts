/** The host whose record proves that a name is one's own: that of `*.example.com` is the one of `example.com`. */
export const validatedHost = (host: string): string => host.replace(/^\*\./, "");

/** Whether a certificate for these names is one for the host: `*` stands for one label. */
export const isCertified = (host: string, names: readonly string[]): boolean =>
  names.includes(host) || names.includes(host.replace(/^[^.]+/, "*"));

/** The zone with the longest name that a host lies in. */
export function zoneOf<Zone extends { readonly name: string }>(host: string, zones: readonly Zone[]): Zone | undefined {
  const name = validatedHost(host);
  const [closest] = zones
    .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
    .sort((a, b) => b.name.length - a.name.length);
  return closest;
}
