package quantum.harvestproposal.decide;

import java.util.Optional;
import quantum.contracts.HarvestProposal;
import quantum.kernel.harvest.HarvestStep;

/**
 * What the log last said of a symbol. A proposal is published about once a minute; a line for each
 * of fifty symbols would be most of the suite's log, so it follows the rule of all such lines.
 *
 * @param rNet in R
 * @param atMillis epoch milliseconds
 */
public record Told(HarvestStep action, double rNet, long atMillis) {
  private static final double R_STEP = 0.25;
  private static final long SILENCE_MILLIS = 600_000;

  public static Told of(HarvestProposal proposal) {
    return new Told(proposal.action(), proposal.rNet(), proposal.lastUpdateMillis());
  }

  /** Whether the action changed, R moved by 0.25 or 600 s passed (SPEC §9). */
  public static boolean isWorthALine(HarvestProposal proposal, Optional<Told> before) {
    return before
        .map(
            told ->
                told.action() != proposal.action()
                    || Math.abs(proposal.rNet() - told.rNet()) >= R_STEP
                    // a clock that was set back must not silence anybody
                    || Math.abs(proposal.lastUpdateMillis() - told.atMillis()) >= SILENCE_MILLIS)
        .orElse(true);
  }
}
