package quantum.account.explain;

import java.math.BigDecimal;

/**
 * R_net with its terms: (pnlPerUnit − cost) / riskUnit.
 *
 * @param stopDistancePct risk over entry, fraction
 * @param riskFrozen whether the risk is the position's own, not the fallback
 * @param grossR pnlPerUnit / riskUnit, what the ladder decides on
 * @param unrealized of all that is open, quote currency, before costs
 */
public record Profit(
    BigDecimal pnlPerUnit,
    double cost,
    double riskUnit,
    double stopDistancePct,
    boolean riskFrozen,
    double rNet,
    double grossR,
    BigDecimal unrealized) {}
