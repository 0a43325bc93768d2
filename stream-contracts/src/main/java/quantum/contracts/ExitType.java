package quantum.contracts;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an exit intent asks for, read from {@code intent_type} with or without the prefix {@code
 * HARVEST_} (SPEC §7).
 */
public sealed interface ExitType {
  /** Part of what is open; the percent of the name ({@code PARTIAL_25}) or none. */
  record Partial(Optional<BigDecimal> percent) implements ExitType {}

  /** Moves the stop: PROFIT_LOCK_SL, MOVE_SL_BREAKEVEN, MOVE_SL_TRAIL, or side MOVE_SL. */
  record StopMove() implements ExitType {}

  /** FULL_CLOSE_PROPOSED, EMERGENCY_SL_CLOSE, and CLOSE as an operator types it. */
  record FullClose() implements ExitType {}

  Pattern PARTIAL = Pattern.compile("PARTIAL(?:_(\\d{1,3}))?");

  /**
   * Empty if the text is no exit that the suite knows.
   *
   * @throws IllegalArgumentException if a partial's percent is not in (0, 100]
   */
  static Optional<ExitType> parse(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT);
    if (name.startsWith("HARVEST_")) {
      name = name.substring("HARVEST_".length());
    }
    Matcher partial = PARTIAL.matcher(name);
    if (partial.matches()) {
      return Optional.of(new Partial(Optional.ofNullable(partial.group(1)).map(Fields::percent)));
    }
    return switch (name) {
      case "PROFIT_LOCK_SL", "MOVE_SL_BREAKEVEN", "MOVE_SL_TRAIL", "MOVE_SL" ->
          Optional.of(new StopMove());
      case "FULL_CLOSE_PROPOSED", "EMERGENCY_SL_CLOSE" -> Optional.of(new FullClose());
      default -> PlanAction.saysFullClose(name) ? Optional.of(new FullClose()) : Optional.empty();
    };
  }
}
