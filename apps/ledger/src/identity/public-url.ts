import { type AddressInfo, type Server } from 'node:net';

/** Where people reach the service: what was configured, or else this machine and the port that is listened on. */
export class PublicUrl {
  constructor(
    private readonly server: Server,
    private readonly configured?: string,
  ) {}

  /** Scheme, host and port, such as `http://localhost:3000`. */
  get origin(): string {
    if (this.configured !== undefined) return this.configured;
    const address = this.server.address() as AddressInfo | null;
    return address ? `http://localhost:${address.port}` : 'http://localhost';
  }

  /** True when people come by TLS, which ends at a proxy before this service. */
  get isHttps(): boolean {
    return this.origin.startsWith('https:');
  }

  /** The whole address of a path. */
  to(path: string): URL {
    return new URL(path, this.origin);
  }

  /** True when a request came to another host than people's: its cookies would not come along. */
  isOther(hostHeader: string | undefined): boolean {
    if (hostHeader === undefined || !URL.canParse(`http://${hostHeader}`)) return false;
    const { hostname } = new URL(`http://${hostHeader}`);
    return hostname !== new URL(this.origin).hostname;
  }
}
