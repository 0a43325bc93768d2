package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

  private static final Set<String> CLOSING = Set.of("CLOSE", "EXIT", "FLATTEN");
  private static final Set<String> CLOSED =
      Set.of("ALL", "FULL", "OPEN", "POSITION", "LONG", "SHORT", "TRADE", "NOW", "MARKET");

  /** Whether a text says "close all" the way operators type it: CLOSE, EXIT_LONG, CLOSE_ALL … */
  static boolean saysFullClose(String text) {
    List<String> words = words(text);
    return words.stream().anyMatch(CLOSING::contains)
        && words.stream().allMatch(word -> CLOSING.contains(word) || CLOSED.contains(word));
  }

  static List<String> words(String text) {
    return List.of(text.strip().toUpperCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"));
  }

  /** Empty for an action that nobody here knows. */
  static Optional<PlanAction> parse(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT);
    if (saysFullClose(name)) {
      return Optional.of(FULL_CLOSE_PROPOSED);
    }
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
