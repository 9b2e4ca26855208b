/** The parts of oidc-provider that its front door does not show by themselves. */
declare module 'oidc-provider/lib/provider.js' {
  export { default as Provider } from 'oidc-provider';
}

declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  import { type AdapterFactory } from 'oidc-provider';
  /** Makes a store of its own, of at most 1,000 things, the oldest of which give way. */
  export function createMemoryAdapter(): AdapterFactory;
}
