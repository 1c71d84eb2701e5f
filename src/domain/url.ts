/** Whether an address is on this machine: there, http without TLS is as safe as https. */
function isLoopbackUrl(text: string): boolean {
  const host = URL.parse(text)?.hostname ?? '';
  return isLoopbackHost(host.replace(/^\[(.*)\]$/, '$1'));
}

/** Whether only this machine can reach a host. An IPv6 address stands without brackets. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Whether a node may be reached at an address: over TLS, on this machine, or where http is allowed. */
export function isAllowedUrl(text: string, allowHttp: boolean): boolean {
  const protocol = URL.parse(text)?.protocol;
  return protocol === 'https:' || (protocol === 'http:' && (allowHttp || isLoopbackUrl(text)));
}
