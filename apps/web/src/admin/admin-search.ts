export const TABS = ['people', 'law', 'webhooks', 'work', 'health'] as const;
export type AdminTab = (typeof TABS)[number];

/** Which part of the administration is shown. */
export function readAdminSearch({ tab }: Record<string, unknown>): { readonly tab?: AdminTab } {
  const found = TABS.find((name) => name === tab);
  return found === undefined ? {} : { tab: found };
}
