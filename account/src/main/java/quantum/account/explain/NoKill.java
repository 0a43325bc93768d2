package quantum.account.explain;

import java.util.Optional;
import quantum.account.explain.Reason.Code;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillScore;
import quantum.kernel.kill.KillStanding;
import quantum.kernel.position.Position;

/** Why the kill score does not close the position. */
final class NoKill {
  private final Position position;
  private final KillNow kill;
  private final boolean due;

  private NoKill(Position position, KillNow kill, boolean due) {
    this.position = position;
    this.kill = kill;
    this.due = due;
  }

  /**
   * @param due whether something else happens with the next price: then a low score is no reason
   * @return empty where it closes, or where something else says already why it does not
   */
  static Optional<Reason> of(
      Position position, MarketNow market, KillNow kill, HarvestTerms terms, boolean due) {
    if (kill.verdict().standing() == KillStanding.CLOSES) {
      return Optional.empty(); // the decision says so
    }
    return uncounted(market, terms)
        .map(NoKill::cannotClose)
        .or(() -> new NoKill(position, kill, due).held());
  }

  /** Why the score does not count at all. */
  private static Optional<String> uncounted(MarketNow market, HarvestTerms terms) {
    if (terms.kill().reference() == KillReference.OFF) {
      return Optional.of("KILL_REFERENCE is off");
    }
    if (market.whyNeutral().isPresent()) {
      return market.whyNeutral();
    }
    return terms.kill().reference() == KillReference.ADAPTIVE && market.used().usual().isEmpty()
        ? Optional.of("market-state has no references for the symbol yet")
        : Optional.empty();
  }

  /**
   * @param why the score does not count
   */
  static Reason cannotClose(String why) {
    return new Reason(Code.KILL_CANNOT_CLOSE, "the kill score does not count: " + why);
  }

  private Optional<Reason> held() {
    KillScore k = kill.verdict().score();
    String atThreshold = "K " + Say.score(k.value()) + " is at its threshold";
    return switch (kill.verdict().standing()) {
      case CLOSES, BEFORE_ENTRY, SHOWN_ONLY ->
          Optional.empty(); // said by the decision, the price, the setting
      case BELOW_THRESHOLD ->
          due
              ? Optional.empty()
              : reason(
                  Code.KILL_BELOW_THRESHOLD,
                  "K "
                      + Say.score(k.value())
                      + " is below its threshold "
                      + Say.score(k.threshold()));
      case CONFIRMING ->
          reason(
              Code.KILL_NOT_CONFIRMED,
              atThreshold
                  + " and closes if it stays there for another "
                  + Say.duration(kill.confirmLeftMillis().orElse(0L))
                  + kill.direction().map(this::besides).orElse(""));
      case MARKET_NOT_AGAINST ->
          reason(
              Code.KILL_MARKET_NOT_AGAINST,
              atThreshold
                  + " and confirmed, but the market is not against the position: "
                  + kill.direction().map(NoKill::drift).orElse(""));
      case STOP_IN_PROFIT ->
          reason(
              Code.KILL_STOP_IN_PROFIT,
              atThreshold + " and confirmed, but " + inProfit() + ": nothing to protect");
    };
  }

  private static Optional<Reason> reason(Code code, String text) {
    return Optional.of(new Reason(code, text));
  }

  /** What will keep it from closing once it is confirmed, as things stand. */
  private String besides(KillNow.Direction direction) {
    if (!direction.marketAgainst()) {
      return ", and if the market is against it by then: " + drift(direction);
    }
    return direction.stopInProfit() ? ", which it will not while " + inProfit() : "";
  }

  private static String drift(KillNow.Direction direction) {
    return (direction.drift().isPresent()
            ? "drift " + Say.number(direction.drift().getAsDouble())
            : "no drift is known")
        + ", against it from "
        + Say.number(direction.against())
        + (direction.fromAbove() ? " down" : " up");
  }

  private String inProfit() {
    return "the stop "
        + position.stop().map(Object::toString).orElse("-")
        + " stands at the entry or beyond";
  }
}
