package quantum.contracts;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import quantum.kernel.harvest.HarvestStep;

/** What a plan asks the apply layer to do (SPEC §5). */
public enum PlanAction {
  ENTRY_PROPOSED,
  PARTIAL_25,
  PARTIAL_50,
  PARTIAL_75,
  FULL_CLOSE_PROPOSED,
  UPDATE_SL,
  HOLD;

  /** Empty for an action that nobody here knows. */
  static Optional<PlanAction> parse(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT);
    for (PlanAction action : values()) {
      if (action.name().equals(name)) {
        return Optional.of(action);
      }
    }
    return Optional.empty();
  }

  /** The percent of what is open now that the name of a closing action says. */
  public Optional<BigDecimal> percent() {
    return switch (this) {
      case PARTIAL_25, PARTIAL_50, PARTIAL_75, FULL_CLOSE_PROPOSED ->
          Optional.of(HarvestStep.valueOf(name()).percent());
      case ENTRY_PROPOSED, UPDATE_SL, HOLD -> Optional.empty();
    };
  }

  /** The action whose name is nearest to {@code percent}; the plan's steps carry the exact one. */
  public static PlanAction partial(BigDecimal percent) {
    return valueOf(HarvestStep.nearest(percent).name());
  }
}
