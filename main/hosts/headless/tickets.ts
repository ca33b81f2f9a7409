/** A pass that opens the window once. */
export type Tickets = { issue(): string; redeem(ticket: string): boolean };

/** How long a browser may take to come up. */
const GOOD_FOR_MS = 60_000;

/**
 * One-time tickets by which our own browser gets in. The address handed to a browser stands in the list of processes, for
 * every user of the computer to read; a ticket that has been used is worth nothing there, the token would be.
 *
 * @param now milliseconds
 * @param secret makes an unguessable text
 */
export function createTickets(now: () => number, secret: () => string): Tickets {
  const open = new Map<string, number>();
  return {
    issue: () => {
      const ticket = secret();
      open.set(ticket, now() + GOOD_FOR_MS);
      return ticket;
    },
    redeem: (ticket) => {
      const until = open.get(ticket);
      open.delete(ticket);
      return until !== undefined && now() <= until;
    },
  };
}
