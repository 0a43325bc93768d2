package quantum.apply.venue;

import quantum.kernel.value.Symbol;

/** What a venue says of margin. */
public interface Margins {
  /** What it wants kept for positions of the symbol; from a cache that may be an hour old. */
  Outcome<MarginTiers> tiers(Symbol symbol);

  /** What the account is worth now. */
  Outcome<AccountWorth> worth();
}
