/** Whether a full host is what somebody calls by it, or by its beginning up to a dot. */
export const isHost = (full: string, called: string): boolean => full === called || full.startsWith(`${called}.`);
