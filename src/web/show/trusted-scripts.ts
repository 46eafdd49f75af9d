/** The page's policy takes addresses of scripts from here alone, and from here only those of this page's own build. */
interface TrustedPolicies {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): {
    createScriptURL(address: string): string;
  };
}

const policies = (globalThis as { trustedTypes?: TrustedPolicies }).trustedTypes;

const rules = {
  createScriptURL(address: string): string {
    const url = new URL(address, location.origin);
    if (url.origin !== location.origin) throw new TypeError('a script of another site');
    return url.href;
  },
};

/** The one policy; the server's Content-Security-Policy names it. */
const policy = policies?.createPolicy('zipsocket', rules) ?? rules;

/**
 * The address of one of this page's own scripts, as the browser takes it.
 *
 * @throws TypeError for an address of another site
 */
export const ownScript = (address: string): string => policy.createScriptURL(address);
