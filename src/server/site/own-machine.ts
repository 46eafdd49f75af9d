/** Whether a mail that goes to this host stays on this machine. */
export const isOwnMachine = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/.test(host);
