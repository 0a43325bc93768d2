package quantum.account.explain;

import java.util.Optional;
import quantum.contracts.MarketStateHash;
import quantum.kernel.market.MarketConditions;

/**
 * The market that a decision would be made in.
 *
 * @param used what counts
 * @param told what the key says, whether it counts or not
 * @param ageMillis of what it says, event time
 * @param whyNeutral why the neutral market counts instead
 */
public record MarketNow(
    MarketConditions used,
    Optional<MarketStateHash> told,
    long ageMillis,
    Optional<String> whyNeutral) {}
