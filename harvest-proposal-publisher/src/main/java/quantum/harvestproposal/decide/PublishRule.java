package quantum.harvestproposal.decide;

import java.util.Optional;
import quantum.contracts.HarvestProposal;
import quantum.kernel.value.Price;

/**
 * Whether a proposal is news (SPEC §6): another action, a stop or a kill score that moved by more
 * than a fraction, or a publication that has become old.
 *
 * @param changeEpsPct fraction of the value published before, ≥ 0
 * @param maxAgeMillis wall clock since the publication
 */
public record PublishRule(double changeEpsPct, long maxAgeMillis) {

  /**
   * @param before what is published, if anything readable is
   */
  public boolean isNews(HarvestProposal now, Optional<HarvestProposal> before) {
    if (before.isEmpty()) {
      return true;
    }
    HarvestProposal old = before.get();
    long ageMillis = now.computedAtMillis() - old.computedAtMillis();
    return now.action() != old.action()
        || stopMoved(now.newStop(), old.newStop())
        || moved(now.kill().score(), old.kill().score())
        || ageMillis >= maxAgeMillis
        || ageMillis < 0; // published by a clock that was ahead: it would never become old
  }

  private boolean stopMoved(Optional<Price> now, Optional<Price> before) {
    if (now.isEmpty() || before.isEmpty()) {
      return now.isPresent() != before.isPresent();
    }
    return moved(now.get().asDouble(), before.get().asDouble());
  }

  private boolean moved(double now, double before) {
    return Math.abs(now - before) > changeEpsPct * Math.abs(before);
  }
}
