package quantum.apply.venue;

import quantum.kernel.value.Symbol;

/** What a venue says of margin. */
public interface Margins {
  /** What it wants kept for positions of the symbol; from a cache that may be an hour old. */
  Outcome<MarginTiers> tiers(Symbol symbol);

  /** What would stand behind a position of the symbol that is opened now; asked anew each time. */
  Outcome<MarginMode> mode(Symbol symbol);

  /** What the account is worth now. */
  Outcome<AccountWorth> worth();
}
