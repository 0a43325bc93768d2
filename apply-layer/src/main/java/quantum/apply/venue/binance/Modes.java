package quantum.apply.venue.binance;

import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.PositionMode;
import quantum.apply.venue.binance.Diagnosis.Remedy;
import tools.jackson.databind.JsonNode;

/**
 * The account's position mode, as it was detected last. The exchange tells of no change: whatever
 * is sent in the wrong mode is refused, which is certain to have done nothing, and is sent again in
 * the right one.
 */
final class Modes {
  private static final Logger log = LoggerFactory.getLogger(BinanceVenue.class);

  private final Calls calls;
  private volatile Optional<PositionMode> known = Optional.empty();

  Modes(Calls calls) {
    this.calls = calls;
  }

  Outcome<PositionMode> detect() {
    return calls.ask(
        Request.get("/fapi/v1/positionSide/dual"),
        answer -> {
          PositionMode mode = read(answer);
          known = Optional.of(mode);
          return mode;
        });
  }

  static PositionMode read(JsonNode answer) {
    return Answers.flag(answer, "dualSidePosition") ? PositionMode.HEDGE : PositionMode.ONE_WAY;
  }

  /**
   * Sends what depends on the mode.
   *
   * @param sender sends it in a mode
   * @return a failure if the mode is not known and cannot be asked for
   */
  <T> Outcome<Calls.Verdict<T>> send(Function<PositionMode, Calls.Verdict<T>> sender) {
    return known.map(Outcome::ok).orElseGet(this::detect).map(mode -> send(mode, sender));
  }

  private <T> Calls.Verdict<T> send(
      PositionMode assumed, Function<PositionMode, Calls.Verdict<T>> sender) {
    Calls.Verdict<T> verdict = sender.apply(assumed);
    if (verdict instanceof Calls.Verdict.Bad<T>(Diagnosis bad)
        && bad.remedy() == Remedy.REDETECT_MODE) {
      log.warn("[VENUE] position mode is not {} any more: {}", assumed, bad.failure().message());
      if (detect() instanceof Outcome.Ok<PositionMode>(PositionMode mode) && mode != assumed) {
        return sender.apply(mode);
      }
    }
    return verdict;
  }
}
