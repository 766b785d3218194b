import { AddressSet } from './address-set.ts';

export interface AccessControl {
  mode: 'whitelist' | 'blacklist';
  addresses: AddressSet;
}

/** Made once per change of the plan. Throws with the entry that is not a network. */
export function compileAccessControl(plan: { mode: 'whitelist' | 'blacklist'; entries: readonly string[] }): AccessControl {
  return { mode: plan.mode, addresses: new AddressSet(plan.entries) };
}

/** May this peer open a connection or flow? An empty list switches the control off in either mode (data-plane 10.2). */
export function accessAllows(control: AccessControl, address: string): boolean {
  return control.addresses.isEmpty || control.addresses.has(address) === (control.mode === 'whitelist');
}
